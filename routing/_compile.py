"""How Numba is to compile functions that only compiled functions call: once, not once for each of their callers.

By default Numba optimises each function together with everything that it calls, makes machine code of it, and does the
same again for its callers, up to the one that Python calls: the time grows with the square of the depth. Here a *part*
only keeps the intermediate code of its own function; an *entry* gathers all its parts, optimises the whole once and
makes machine code of that. Only entries are kept on disk.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from llvmlite.binding import Target, get_process_triple
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import LoweringPass, register_pass
from numba.core.typed_passes import AnnotateTypes, NativeLowering


class _Part(JITCodeLibrary):  # type: ignore[misc]  # Numba is untyped
    """The code of one function, without what it calls."""

    def finalize(self) -> None:
        self._raise_if_finalized()
        for function in self._final_module.functions:
            if not function.is_declaration and b"alwaysinline" not in b" ".join(function.attributes):
                function.add_function_attribute("noinline")
        self._final_module.verify()
        self._finalized = True

    def add_linking_library(self, library: Any) -> None:
        self._linking_libraries.append(library)


class _Entry(JITCodeLibrary):  # type: ignore[misc]
    """The code of a function with everything that it calls.

    Callers are linked before what they call: the linker drops a function that nothing linked before has called.
    """

    _linking_libraries: list[Any]

    def finalize(self) -> None:
        parts: list[Any] = []
        seen: set[Any] = set()
        for library in self._linking_libraries:
            parts += _callees_first(library, seen)
        for part in parts:
            part._ensure_finalized()  # noqa: SLF001  (Numba's, as all here)
        self._linking_libraries = parts[::-1]
        self._of_parts = {function.name for part in parts for function in part._final_module.functions}  # noqa: SLF001
        super().finalize()

    def _optimize_final_module(self) -> None:
        """Say that nobody else calls the parts: what they need not be given or answer falls away."""
        for function in self._final_module.functions:
            if not function.is_declaration and function.name in self._of_parts:
                function.linkage = "internal"
        super()._optimize_final_module()

    def _finalize_final_module(self) -> None:
        code = _compact_code(self._codegen, self._final_module)
        if code is None:
            super()._finalize_final_module()
            return
        self._compiled_object = code  # what Numba takes instead of compiling, …
        super()._finalize_final_module()
        self._compiled_object = code  # … and keeps on disk

    def _verify_declare_only_symbols(self) -> None:
        """Numba looks for its own functions only; to call one that is missing would end the process."""
        super()._verify_declare_only_symbols()
        for function in self._final_module.functions:
            if function.is_declaration and function.name.startswith("_ZN"):
                raise AssertionError(f"{function.name} is not linked")


def _compact_code(codegen: Any, module: Any) -> bytes | None:
    """Machine code in which parts call each other directly; None: only Numba's own is to be had on this machine.

    Numba's own code may lie anywhere in memory, so every call and every constant takes a 64-bit address of its own.
    """
    triple = get_process_triple()
    if not triple.startswith("x86_64") or "linux" not in triple:
        return None
    machine = Target.from_triple(triple).create_target_machine(
        cpu=codegen._get_host_cpu_name(),  # noqa: SLF001
        features=codegen._tm_features,  # noqa: SLF001
        opt=3,
        reloc="pic",
        codemodel="small",
    )
    code: bytes = machine.emit_object(module)
    return code


class _SmallEntry(_Entry):
    """An entry that takes so many parts that the processor's instruction cache would not hold their fastest code."""

    def _optimize_final_module(self) -> None:
        for function in self._final_module.functions:
            if not function.is_declaration:
                function.add_function_attribute("optsize")
        super()._optimize_final_module()


def _callees_first(library: Any, seen: set[Any]) -> Iterator[Any]:
    """A library after all that it calls, as far as they have not been seen."""
    if library in seen:
        return
    seen.add(library)
    if isinstance(library, _Part):
        for called in library._linking_libraries:  # noqa: SLF001
            yield from _callees_first(called, seen)
    yield library


class _Library(LoweringPass):  # type: ignore[misc]
    library: type[JITCodeLibrary]

    def __init__(self) -> None:
        LoweringPass.__init__(self)

    def run_pass(self, state: Any) -> bool:
        state.library = self.library(state.targetctx.codegen(), state.func_id.func_qualname)
        state.library.enable_object_caching()
        state.flags.no_compile = self.library is _Part
        return True


@register_pass(mutates_CFG=False, analysis_only=False)
class _PartLibrary(_Library):
    _name = "peakline_part"
    library = _Part


@register_pass(mutates_CFG=False, analysis_only=False)
class _EntryLibrary(_Library):
    _name = "peakline_entry"
    library = _Entry


@register_pass(mutates_CFG=False, analysis_only=False)
class _SmallEntryLibrary(_Library):
    _name = "peakline_small_entry"
    library = _SmallEntry


@register_pass(mutates_CFG=False, analysis_only=False)
class _Publish(LoweringPass):  # type: ignore[misc]
    """Let other compiled functions find a part, which has no machine code that they could name."""

    _name = "peakline_publish"

    def __init__(self) -> None:
        LoweringPass.__init__(self)

    def run_pass(self, state: Any) -> bool:
        name: Any = [].append  # Numba wants some builtin, each its own; nobody calls it
        state.targetctx.insert_user_function(name, state.cr.fndesc, [state.library])
        state.cr = state.cr._replace(cfunc=name)
        return True


class _Pipeline(CompilerBase):  # type: ignore[misc]
    library: type[_Library]

    def define_pipelines(self) -> list[Any]:
        pipeline = DefaultPassBuilder.define_nopython_pipeline(self.state)
        pipeline.add_pass_after(self.library, AnnotateTypes)
        if self.library is _PartLibrary:
            pipeline.add_pass_after(_Publish, NativeLowering)
        pipeline.finalize()
        return [pipeline]


class PartPipeline(_Pipeline):
    """For functions that only compiled functions call."""

    library = _PartLibrary


class EntryPipeline(_Pipeline):
    """For functions that Python calls."""

    library = _EntryLibrary


class SmallEntryPipeline(_Pipeline):
    """For functions that Python calls and whose code is to be small before all."""

    library = _SmallEntryLibrary

"""Arrows between modules go one way, read from their imports; and importing ``routing`` loads nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Collection, Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter

import pytest

from hatch_build import ROOT

PACKAGES = ("routing", "simulation", "scenarios", "benchmarks")

LAYERS = (
    ("formulas", "theory"),
    ("what may happen, what happened", "core"),
    ("what people write", "files"),
    ("compiled loops and chance", "drawing"),
    ("measures", "measuring"),
    ("numbers of scenarios", "calendar arrivals plans"),
    ("people of scenarios", "shifts staff contacts"),
    ("scenarios", "scenario"),
    ("from contacts to facts", "workload engines"),
    ("from end to end", "waits experiment"),
    ("side by side", "compare"),
    ("gates for policies", "gates"),
    ("recorded days", "replay"),
    ("what files mean", "checks init_scenario"),
    ("what to do, tried in the simulator", "planning"),
    ("recorded days, foretold", "backtest"),
    ("what people and programs read", "report"),
    ("sweeps", "sweep"),
    ("speeds", "speed"),
    ("command line", "commands cli __main__"),
)
"""The packages and modules of ``simulation`` from the ground up. A module imports only from its own layer and those
before it."""

FORBIDDEN_IN_ROUTING = {
    "simulation", "scenarios", "benchmarks",
    "random", "secrets", "time", "datetime", "asyncio", "socket",
    "simpy", "scipy", "polars", "plotly", "ortools", "click", "rich", "babel", "xlsxwriter", "fastexcel", "holidays",
}  # fmt: skip


@cache
def imports() -> dict[str, set[str]]:
    """Each module of the packages, and what it imports, inside functions too: full names of modules."""
    trees = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            trees[".".join(parts).removesuffix(".__init__")] = ast.parse(path.read_text(encoding="utf-8"))
    return {module: set(imported(tree, trees)) for module, tree in trees.items()}


def imported(tree: ast.AST, known: Collection[str]) -> Iterator[str]:
    """The modules that ``tree`` imports; ``from a import b`` is ``a.b`` where that is a module of ours."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in known else node.module


def layer(module: str) -> int:
    """The number of the layer of ``module``, a module of ``simulation``."""
    name = module.split(".")[1]
    found = [number for number, (_, names) in enumerate(LAYERS) if name in names.split()]
    assert found, f"simulation.{name} is new: give it a layer in tests/test_imports.py"
    return found[0]


def top(module: str) -> str:
    """The first part of the name of ``module``."""
    return module.partition(".")[0]


def part(module: str) -> str:
    """The first two parts of the name of ``module``: the package inside a package, or a module beside it."""
    return ".".join(module.split(".")[:2])


def test_routing_imports_nothing_of_the_world() -> None:
    """No module of ``routing`` imports the simulation, a clock, randomness, or a package of an extra."""
    wrong = {
        module: sorted(name for name in names if top(name) in FORBIDDEN_IN_ROUTING)
        for module, names in imports().items()
        if top(module) == "routing"
    }
    assert {module: names for module, names in wrong.items() if names} == {}


def test_numba_stands_in_kernels_and_engines_only() -> None:
    """Only the compiler's modules import Numba; kernels and engines use them."""
    users = [module for module, names in imports().items() if "numba" in map(top, names)]
    assert users == ["routing._compile", "routing._jit", "routing._views"]
    users = [module for module, names in imports().items() if "routing._jit" in names]
    assert users
    assert [module for module in users if not module.rpartition(".")[2].startswith(("kernel", "engine"))] == []


def test_the_solver_stands_in_its_own_files() -> None:
    """OR-Tools is imported by ``routing.matching`` and ``simulation.planning`` only."""
    users = [module for module, names in imports().items() if "ortools" in map(top, names)]
    assert [module for module in users if not module.startswith(("routing.matching", "simulation.planning"))] == []


def test_no_module_imports_itself_over_others() -> None:
    """The modules can be sorted so that each imports only those before it."""
    graph = {module: {name for name in names if name in imports()} - {module} for module, names in imports().items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as cycle:
        pytest.fail(" imports ".join(cycle.args[1]))


@pytest.mark.parametrize("top_package", ["routing", "simulation"])
def test_no_package_imports_itself_over_others(top_package: str) -> None:
    """The packages inside a package, and the modules beside them, can be sorted so too."""
    graph: dict[str, set[str]] = {}
    for module, names in imports().items():
        parts = {part(name) for name in names if top(name) == top_package and "." in name}
        if top(module) == top_package and "." in module:
            graph.setdefault(part(module), set()).update(parts - {part(module)})
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as cycle:
        pytest.fail(" imports ".join(cycle.args[1]))


def test_arrows_in_simulation_go_one_way() -> None:
    """Every module of ``simulation`` imports only from its own layer and from those before it."""
    wrong = [
        f"{module} imports {name}"
        for module, names in imports().items()
        for name in names
        if top(module) == top(name) == "simulation" and "." in module and layer(name) > layer(module)
    ]
    assert wrong == []


def test_only_its_command_imports_the_suite() -> None:
    """``benchmarks`` is imported by itself and, when it runs, by ``peakline bench speed``; its peers by it alone."""
    users = [module for module, names in imports().items() if "benchmarks" in map(top, names)]
    assert [module for module in users if top(module) != "benchmarks"] == ["simulation.commands.bench_speed"]
    peers = [module for module, names in imports().items() if {"ciw", "pyworkforce"} & set(map(top, names))]
    assert [module for module in peers if top(module) != "benchmarks"] == []


def loaded_by(statement: str) -> set[str]:
    """The top-level packages that a fresh interpreter has loaded after ``statement``."""
    code = f"{statement}\nimport sys\nprint(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, cwd=ROOT)
    return set(done.stdout.split())


def test_importing_routing_loads_only_the_base() -> None:
    """A fresh interpreter that imports ``routing`` has loaded no package of an extra and no simulation."""
    loaded = loaded_by("import routing")
    assert {"routing", "numpy"} <= loaded
    # SciPy is not in the list: Numba itself loads it where it is installed.
    extras = {"simpy", "polars", "plotly", "ortools", "click", "rich", "babel", "xlsxwriter", "fastexcel"}
    assert loaded & (extras | {"simulation", "scenarios"}) == set()


def test_the_help_loads_nothing_heavy() -> None:
    """``peakline --help`` loads none of the packages that simulate, read tables and draw."""
    loaded = loaded_by("from simulation.cli import main; import io, contextlib\n"
                       "with contextlib.redirect_stdout(io.StringIO()): main(['--help'])")  # fmt: skip
    assert "click" in loaded
    assert loaded & {"simpy", "polars", "plotly", "rich", "babel", "xlsxwriter", "fastexcel"} == set()

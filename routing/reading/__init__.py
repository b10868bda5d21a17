"""From the text of a file to checked data, with file, line, place, value and rule of what is wrong."""

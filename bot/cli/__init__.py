"""The command line: a module for each command or two, one parser, and what all commands share."""

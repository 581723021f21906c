"""One module a step, numbered so that a later version sorts after an earlier one."""

"""How well the checks judge: workbooks with a truth written down before the rules."""

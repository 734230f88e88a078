"""Reads workbooks of every format into a Grid: what each cell holds, before anyone asks where.

::

    guard      bytes → Admitted     what no reader should see is refused
    readers    Admitted → Grid      each format by the reader made for it (xlsx, xlsb, ods, xlrd)
"""

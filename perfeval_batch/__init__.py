"""Batch evaluation of project spending: filled workbooks in, Word reports and a summary out.

The floor plan; a workbook passes through the rooms from left to right, imports go only
downwards, rooms of one floor never meet (import-linter keeps it so)::

    9  cli         words → Settings → the run → printed findings → exit code
    8  batch       the whole run: inbox → pool → outcomes → verdicts → publish → summary
       demo        filled workbooks to try out and to measure with
    7  publish     staged documents → their final names in OUTPUT
    6  pipeline    one workbook through the rooms; never raises
       pool        where work runs: serial | processes | dask
       journal     what was done with which bytes: resume, skip the unchanged
       catalogue   every kind of finding, once
    5  intake      bytes → Project
       rules       Assessment → findings
       report      Assessment → .docx bytes
       exchange    what goes out to the departments and comes back
       summary     outcomes → 汇总表.xlsx, 总览.html, 运行结果.json, the words of 部门总结
    4  scoring     Project → Assessment: all arithmetic, nothing else
    3  model · scheme · settings     what passes between rooms
    2  schema · files · ooxml · sheets
    1  findings · errors
    0  values      what a value is: frozen, small, quick to make and to send
"""

__version__ = "0.1.0"

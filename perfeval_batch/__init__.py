"""Batch evaluation of project spending: filled workbooks in, Word reports and a summary out.

The floor plan; a workbook passes through the rooms from left to right, imports go only
downwards, rooms of one floor never meet (import-linter keeps it so)::

    12 cli         words → Settings → the run → printed findings → exit code
    11 desk        the local page on which an officer does the year's work
       portable    the folder for Windows: interpreter, packages, start files
    10 batch       the whole run: inbox → pool → outcomes → verdicts → publish → summary
       demo        filled workbooks to try out and to measure with
    9  publish     staged documents → their final names in OUTPUT
    8  pipeline    one workbook through the rooms; never raises
       pool        where work runs: serial | processes | dask
       journal     what was done with which bytes: resume, skip the unchanged
       catalogue   every kind of finding, once
    7  letters     what the bureau writes to departments: 退回通知, 催报, 部门总结
       roster      the project roster (项目名册), out and in
       review      the reviewers' sheet, out and in
       layouts     版式对照.xlsx: what official forms are asked about, and the answers
       replies     what departments are asked to confirm (疑点核实单), and their answers
    6  parsing     Grid → projects: our own workbook and official forms, by labels and headers
       rules       Assessment → findings, a module per part of the catalogue
       batch_rules outcomes → findings about the batch
       report      Assessment → what the report says, and its .docx
       blank       the empty workbook, and a filled one
       marked      a department's own workbook with its faults marked
       summary     outcomes → 汇总表.xlsx, 总览.html, 运行结果.json
    5  template    a .docx with tags → compiled, printed
    4  reading     bytes → Grid, whatever the format
       scoring     Project → Assessment: all arithmetic, nothing else
       typed       what people type → numbers, rates, dates, comparisons, clean texts
    3  model · settings     what passes between rooms
       schemes     评价方案: the built-in ones and how an office's own file is read
       output_folder   OUTPUT's private folder, held for one run at a time
    2  schema · files · sheets · wording
    1  findings · errors · office_package
    0  values      what a value is: frozen, small, quick to make and to send
"""

__version__ = "0.1.0"

"""The checks that need all workbooks of a run side by side.

::

    duplicates      PE801, PE809: a project, or a file, handed in twice
    against_roster  PE802–PE804: what the roster says otherwise
    side_by_side    PE805–PE808: copied texts, the same scores, full marks, outliers
    copied_texts    finds near-identical texts: shared rare wording finds them, counting decides
    unit_suspects   PE212: amounts in 元 where 万元 are meant
    year_differs    PE103: another year than the others
    last_year       PE810–PE814: beside last year's results
    evidence_files  PE616: files that 佐证材料 names and nobody handed in
"""

"""The sheet 自检: live formulas that say what is missing and what does not add up.

Plain functions only, so that Excel, WPS and LibreOffice compute the same. `results` computes what
the formulas will show, in Decimal, so that a filled workbook stores true values.
"""

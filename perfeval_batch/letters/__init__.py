"""What the bureau writes to departments: 退回通知, 催报 and 部门总结.

A letter is a Word template, edited in Word as the report's template is, beside a module of its
name, which says what the template's fields hold and writes the letter.
"""

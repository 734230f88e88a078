"""What the bureau writes to departments: 退回通知, 催报 and 部门总结."""

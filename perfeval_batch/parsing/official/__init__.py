"""Reads official forms, 项目支出绩效自评表 in its many layouts, by their labels and headers."""

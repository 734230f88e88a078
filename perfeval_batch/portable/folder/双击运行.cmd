@echo off
rem Opens the desk; a folder or workbook dropped on this file is opened there. ASCII only.
setlocal
title perfeval
cd /d "%~dp0"
"%~dp0python\python.exe" -X utf8 -m perfeval_batch desk %*
if errorlevel 1 if not defined PERFEVAL_NO_PAUSE pause

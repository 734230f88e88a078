@echo off
rem A console in which the command perfeval works. ASCII only.
title perfeval
cd /d "%~dp0"
set "PATH=%~dp0program;%PATH%"
cmd /k perfeval --help

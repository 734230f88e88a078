"""The desk: a local page on which an officer does the whole year's work (contract §7).

::

    serving          the server on 127.0.0.1: port, token, browser, a second start, the end
    routing          which address is which page
    request_check    who may ask: our own page alone
    rendering        pages by Jinja, with what every page shows
    office_desk      what the desk holds while it runs: the year's folder, the work, what is said
    year_folder      the folder of a year: roster, inbox, results, settings
    recent_folders   the folders of earlier days
    folder_listing   drives and folders, to choose by clicking
    background       one piece of work at a time, seen by every window
    opened_files     files below the chosen folders, and the programs that open them
    results_shown    运行结果.json as the pages show it
    …_page           a module a page
"""

from perfeval_batch.desk.serving import serve

__all__ = ["serve"]

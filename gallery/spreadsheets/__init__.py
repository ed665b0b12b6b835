"""Tables for spreadsheet programs, which run nothing there and change nothing: a text stays the text it is.

comma_separated  CSV
workbook         XLSX
"""

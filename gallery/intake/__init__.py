"""Ways in: what archives have becomes works of an exhibit, and goes back into a manifest without hurting it.

text_tables   text into cells: which encoding, which separator
opendocument  ODS into cells
tables        any table as rows of texts
columns       columns into fields of a work, by their names
matching      rows and files, by names as people write them
embedded      what a photograph's file says of itself
cells         the cells of a row as the fields of a work
gathering     a folder and a table into draft works
drafts        works as far as they are known, and their place in a manifest's text
beginning     an exhibit begun, or grown by new photographs
labels        the labels of an exhibit as a table
applying      such a table brought back
spreadsheets  the table of labels as CSV and XLSX
"""

"""Site, content, templates -> the text of pages.

masks, figures, arguments   what the build draws and calculates
comparison, switch          what readers explore
feedback, cite, structured  what editors, citing authors and machines read about a page
png, cards                  social cards
styles                      the style sheet that browsers load
library, content            the functions that authors call by name
templating, press           strict templates: Jinja for pages, MiniJinja for pages by the thousand
modelpage                   what the page of a model prints
render                      the text of every page
ingredients                 what the files of a model are made from
"""

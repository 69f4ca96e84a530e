"""Site, content, templates -> the text of pages.

figures, arguments          what the build draws and calculates
comparison, answers         what readers explore
experiment                  what was measured of the four tiny networks
context                     the functions that authors call by name
page                        the type of page
modelpage, lists            pages made from data
render                      strict templates, and the text of every page
layout                      pages that share one layout, scripts and styles, and what follows the engine
"""

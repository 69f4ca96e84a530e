"""Site, content, templates -> the text of pages.

masks, figures, arguments   what the build draws and calculates
comparison, answers         what readers explore
choosing                    what the chooser of the tasks page picks from
feedback                    where a fact can be edited or reported
assets                      scripts and styles as browsers load them
library, context            the functions that authors call by name
templating, press           strict templates
modelpage                   what the page of a model prints
render                      the text of every page
layout                      pages that share one layout, and what follows the engine
"""

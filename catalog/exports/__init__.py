"""Site -> the files programs rely on.

published  the shape of a published record
contract   the shapes of all documents, and the JSON Schema made from them
export     records, sources and claims as the plain values of the contract
documents  the documents themselves: JSON and CSV
"""

"""What people type, as normalised address terms, and how alike two addresses are. Pure; no database, no files."""

from geo.addresses.postcodes import tidy_postcode
from geo.addresses.terms import AddressTerms, street_terms, terms_of

__all__ = ["AddressTerms", "street_terms", "terms_of", "tidy_postcode"]

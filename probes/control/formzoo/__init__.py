"""A zoo of forms: contact forms that bear every trap we know of, alone or in random combinations, and their book."""

/** Python's `__future__`, as far as models use it. */
export const futureSource = `annotations = division = print_function = absolute_import = unicode_literals = generator_stop = nested_scopes = with_statement = None
`;

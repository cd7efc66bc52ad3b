/** What the function makes, made when it is asked for first and then kept: of thousands of rows a screen shows sixty. */
export function late<Made>(make: () => Made): () => Made {
  let made: { readonly value: Made } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

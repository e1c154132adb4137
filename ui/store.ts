/** One value that changes, and those who want to know. */
export interface Store<State> {
  get(): State;
  update(change: Partial<State>): void;
  /** Calls `render` at once, and again whenever one of the picked values is another one. */
  follow<Picked extends readonly unknown[]>(
    pick: (state: State) => readonly [...Picked],
    render: (...picked: NoInfer<Picked>) => void,
  ): void;
}

export function createStore<State extends object>(initial: State): Store<State> {
  let state = initial;
  const listeners: (() => void)[] = [];
  return {
    get: () => state,
    update: (change) => {
      state = { ...state, ...change };
      for (const listener of listeners) listener();
    },
    follow: (pick, render) => {
      let shown = pick(state);
      render(...shown);
      listeners.push(() => {
        const picked = pick(state);
        if (picked.every((value, index) => Object.is(value, shown[index]))) return;
        shown = picked;
        render(...picked);
      });
    },
  };
}

/** Cuts a long id in the middle, where it says least: `proj1ab…c3d4`. Copying gives all of it. */
export function cutMiddle(id: string, length = 16): string {
  if (id.length <= length) return id;
  const head = Math.ceil((length - 1) / 2);
  return `${id.slice(0, head)}…${id.slice(id.length - (length - 1 - head))}`;
}

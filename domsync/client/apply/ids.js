/**
 * Gives out the numbers of an insertion, in document order.
 *
 * @param {number | number[]} ids The first of consecutive numbers, or several runs of them: first, count, first, ...
 * @returns {Next}
 */
export const idsOf = (ids) => {
  let [first, count, ...more] = typeof ids === "number" ? [ids, Infinity] : ids;
  return (wanted = 1) => {
    if (!count) [first, count, ...more] = more;
    if (count < wanted) return 0;
    count -= wanted;
    first += wanted;
    return first - wanted;
  };
};

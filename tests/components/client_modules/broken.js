export default {
  render() {
    throw new Error("nothing can be drawn");
  },
};

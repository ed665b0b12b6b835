/* Whether every byte is paid for, or asked to be spared: then nothing is loaded that nobody has asked for. */
export function isThrifty() {
  const { saveData, type } = navigator.connection ?? {};
  return Boolean(saveData) || type === "cellular";
}

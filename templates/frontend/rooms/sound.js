/* The sound of steps on a wooden floor, made here from noise: a heel, a sole, and the room around them. Off until asked. */

const STRIDE = 0.72; // metres
const ECHO = 1.1; // seconds until the room is still

export class Steps {
  constructor() {
    this.on = false;
    this.gone = 0;
    this.foot = 1;
  }

  /* Turns the sound on or off; whether it is on. A browser lets a page sound only after a click. */
  toggle() {
    this.on = !this.on;
    if (this.on) this.open();
    else this.audio.suspend();
    return this.on;
  }

  open() {
    if (!this.audio) {
      this.audio = new AudioContext();
      this.out = this.audio.createGain();
      this.out.gain.value = 0.5;
      const room = this.audio.createConvolver();
      room.buffer = this.noise(ECHO, (share) => (1 - share) ** 4, 2);
      const wet = this.audio.createGain();
      wet.gain.value = 0.22;
      this.out.connect(this.audio.destination);
      this.out.connect(room).connect(wet).connect(this.audio.destination);
      this.grain = this.noise(0.2, () => 1, 1);
    }
    this.audio.resume();
  }

  /* After so many metres more on foot. */
  walked(metres) {
    this.gone += Math.min(metres, STRIDE);
    if (this.gone < STRIDE) return;
    this.gone %= STRIDE;
    this.foot = -this.foot;
    if (this.on) this.step();
  }

  step() {
    const now = this.audio.currentTime + 0.01;
    const firm = 0.8 + 0.3 * Math.random();
    this.knock(now, 165 + 12 * this.foot + 15 * Math.random(), 0.7 * firm, 0.09, "lowpass");
    this.knock(now + 0.004, 1300 + 250 * Math.random(), 0.13 * firm, 0.035, "bandpass");
    this.knock(now + 0.085 + 0.02 * Math.random(), 420 + 60 * Math.random(), 0.2 * firm, 0.06, "bandpass");
  }

  knock(start, frequency, strength, seconds, type) {
    const source = this.audio.createBufferSource();
    source.buffer = this.grain;
    const filter = this.audio.createBiquadFilter();
    Object.assign(filter, { type });
    filter.frequency.value = frequency;
    filter.Q.value = type === "lowpass" ? 4 : 1.4;
    const gain = this.audio.createGain();
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(strength, start + 0.004);
    gain.gain.exponentialRampToValueAtTime(0.0005, start + seconds);
    source.connect(filter).connect(gain).connect(this.out);
    source.start(start, 0, seconds + 0.02);
  }

  noise(seconds, shape, channels) {
    const length = Math.round(seconds * this.audio.sampleRate);
    const buffer = this.audio.createBuffer(channels, length, this.audio.sampleRate);
    for (let channel = 0; channel < channels; channel += 1) {
      const values = buffer.getChannelData(channel);
      for (let at = 0; at < length; at += 1) values[at] = (2 * Math.random() - 1) * shape(at / length);
    }
    return buffer;
  }
}

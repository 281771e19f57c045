// Dead reckoning between two polls, along the reported track at the reported speed.

const METRES_PER_DEGREE = 111_320;

/** After this time an estimate is no better than the last fix. */
export const LONGEST_CARRY_S = 60;

/**
 * Dead reckoning of all aircraft of a packet on a locally flat earth; over a minute at 300 m/s the error is a few metres,
 * except near the poles. An aircraft without speed or track, or on the ground, stays at its reported position.
 */
export class Motion {
  constructor({ longitude, latitude, speed, track, age, carried }) {
    const count = longitude.length;
    this._longitude = longitude;
    this._latitude = latitude;
    this._age = age;
    this._eastward = new Float32Array(count); // degrees of longitude per second
    this._northward = new Float32Array(count);
    this.fastest = 0; // m/s
    for (let i = 0; i < count; i++) {
      if (!carried[i] || !(speed[i] > 0) || Number.isNaN(track[i])) continue;
      const angle = (track[i] * Math.PI) / 180;
      const degrees = speed[i] / METRES_PER_DEGREE;
      this._northward[i] = degrees * Math.cos(angle);
      this._eastward[i] = (degrees * Math.sin(angle)) / Math.max(Math.cos((latitude[i] * Math.PI) / 180), 0.01);
      this.fastest = Math.max(this.fastest, speed[i]);
    }
  }

  /** Positions `elapsed` seconds after the poll, or as reported (null), as [longitude, latitude, …]. */
  positions(elapsed) {
    const positions = new Float32Array(2 * this._longitude.length);
    for (let i = 0; i < this._longitude.length; i++) {
      const seconds = elapsed === null ? 0 : Math.min(this._age[i] + elapsed, LONGEST_CARRY_S);
      positions[2 * i] = this._longitude[i] + this._eastward[i] * seconds;
      positions[2 * i + 1] = this._latitude[i] + this._northward[i] * seconds;
    }
    return positions;
  }
}

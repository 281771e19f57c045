import{a}from"./chunk-FITTUIH6.js";import"./chunk-QY57HZDJ.js";import"./chunk-OOJM4CTU.js";export{a as WebGLDevice};

import{t as a}from"./chunk-2JLERLDM.js";import"./chunk-OOJM4CTU.js";export{a as WebGLDevice};

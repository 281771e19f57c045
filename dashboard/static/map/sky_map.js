import{a as ze,b as Fe,c as N,d as U,e as Pi,f as sl,g as ls,h as al,i as Ei,j as mn,k as W,l as cl,m as ll,n as fl,o as ul,p as hl,q as dl,r as pl,s as gl,t as yn,u as _n}from"./chunk-2JLERLDM.js";import{a as Cg,b as bi,c as Og}from"./chunk-OOJM4CTU.js";var Sp=Cg((oB,Yc)=>{"use strict";Yc.exports=Yo;Yc.exports.default=Yo;function Yo(i,t,e){e=e||2;var r=t&&t.length,n=r?t[0]*e:i.length,o=bp(i,0,n,e,!0),s=[];if(!o||o.next===o.prev)return s;var a,c,l,f,u,h,d;if(r&&(o=s1(i,t,o,e)),i.length>80*e){a=l=i[0],c=f=i[1];for(var p=e;p<n;p+=e)u=i[p],h=i[p+1],u<a&&(a=u),h<c&&(c=h),u>l&&(l=u),h>f&&(f=h);d=Math.max(l-a,f-c),d=d!==0?32767/d:0}return Jr(o,s,e,a,c,d,0),s}function bp(i,t,e,r,n){var o,s;if(n===Hc(i,t,e,r)>0)for(o=t;o<e;o+=r)s=wp(o,i[o],i[o+1],s);else for(o=e-r;o>=t;o-=r)s=wp(o,i[o],i[o+1],s);return s&&qo(s,s.next)&&(tn(s),s=s.next),s}function ke(i,t){if(!i)return i;t||(t=i);var e=i,r;do if(r=!1,!e.steiner&&(qo(e,e.next)||j(e.prev,e,e.next)===0)){if(tn(e),e=t=e.prev,e===e.next)break;r=!0}else e=e.next;while(r||e!==t);return t}function Jr(i,t,e,r,n,o,s){if(i){!s&&o&&u1(i,r,n,o);for(var a=i,c,l;i.prev!==i.next;){if(c=i.prev,l=i.next,o?r1(i,r,n,o):i1(i)){t.push(c.i/e|0),t.push(i.i/e|0),t.push(l.i/e|0),tn(i),i=l.next,a=l.next;continue}if(i=l,i===a){s?s===1?(i=n1(ke(i),t,e),Jr(i,t,e,r,n,o,2)):s===2&&o1(i,t,e,r,n,o):Jr(ke(i),t,e,r,n,o,1);break}}}}function i1(i){var t=i.prev,e=i,r=i.next;if(j(t,e,r)>=0)return!1;for(var n=t.x,o=e.x,s=r.x,a=t.y,c=e.y,l=r.y,f=n<o?n<s?n:s:o<s?o:s,u=a<c?a<l?a:l:c<l?c:l,h=n>o?n>s?n:s:o>s?o:s,d=a>c?a>l?a:l:c>l?c:l,p=r.next;p!==t;){if(p.x>=f&&p.x<=h&&p.y>=u&&p.y<=d&&_i(n,a,o,c,s,l,p.x,p.y)&&j(p.prev,p,p.next)>=0)return!1;p=p.next}return!0}function r1(i,t,e,r){var n=i.prev,o=i,s=i.next;if(j(n,o,s)>=0)return!1;for(var a=n.x,c=o.x,l=s.x,f=n.y,u=o.y,h=s.y,d=a<c?a<l?a:l:c<l?c:l,p=f<u?f<h?f:h:u<h?u:h,m=a>c?a>l?a:l:c>l?c:l,g=f>u?f>h?f:h:u>h?u:h,x=Gc(d,p,t,e,r),v=Gc(m,g,t,e,r),y=i.prevZ,_=i.nextZ;y&&y.z>=x&&_&&_.z<=v;){if(y.x>=d&&y.x<=m&&y.y>=p&&y.y<=g&&y!==n&&y!==s&&_i(a,f,c,u,l,h,y.x,y.y)&&j(y.prev,y,y.next)>=0||(y=y.prevZ,_.x>=d&&_.x<=m&&_.y>=p&&_.y<=g&&_!==n&&_!==s&&_i(a,f,c,u,l,h,_.x,_.y)&&j(_.prev,_,_.next)>=0))return!1;_=_.nextZ}for(;y&&y.z>=x;){if(y.x>=d&&y.x<=m&&y.y>=p&&y.y<=g&&y!==n&&y!==s&&_i(a,f,c,u,l,h,y.x,y.y)&&j(y.prev,y,y.next)>=0)return!1;y=y.prevZ}for(;_&&_.z<=v;){if(_.x>=d&&_.x<=m&&_.y>=p&&_.y<=g&&_!==n&&_!==s&&_i(a,f,c,u,l,h,_.x,_.y)&&j(_.prev,_,_.next)>=0)return!1;_=_.nextZ}return!0}function n1(i,t,e){var r=i;do{var n=r.prev,o=r.next.next;!qo(n,o)&&Pp(n,r,r.next,o)&&Qr(n,o)&&Qr(o,n)&&(t.push(n.i/e|0),t.push(r.i/e|0),t.push(o.i/e|0),tn(r),tn(r.next),r=i=o),r=r.next}while(r!==i);return ke(r)}function o1(i,t,e,r,n,o){var s=i;do{for(var a=s.next.next;a!==s.prev;){if(s.i!==a.i&&p1(s,a)){var c=Ep(s,a);s=ke(s,s.next),c=ke(c,c.next),Jr(s,t,e,r,n,o,0),Jr(c,t,e,r,n,o,0);return}a=a.next}s=s.next}while(s!==i)}function s1(i,t,e,r){var n=[],o,s,a,c,l;for(o=0,s=t.length;o<s;o++)a=t[o]*r,c=o<s-1?t[o+1]*r:i.length,l=bp(i,a,c,r,!1),l===l.next&&(l.steiner=!0),n.push(d1(l));for(n.sort(a1),o=0;o<n.length;o++)e=c1(n[o],e);return e}function a1(i,t){return i.x-t.x}function c1(i,t){var e=l1(i,t);if(!e)return t;var r=Ep(e,i);return ke(r,r.next),ke(e,e.next)}function l1(i,t){var e=t,r=i.x,n=i.y,o=-1/0,s;do{if(n<=e.y&&n>=e.next.y&&e.next.y!==e.y){var a=e.x+(n-e.y)*(e.next.x-e.x)/(e.next.y-e.y);if(a<=r&&a>o&&(o=a,s=e.x<e.next.x?e:e.next,a===r))return s}e=e.next}while(e!==t);if(!s)return null;var c=s,l=s.x,f=s.y,u=1/0,h;e=s;do r>=e.x&&e.x>=l&&r!==e.x&&_i(n<f?r:o,n,l,f,n<f?o:r,n,e.x,e.y)&&(h=Math.abs(n-e.y)/(r-e.x),Qr(e,i)&&(h<u||h===u&&(e.x>s.x||e.x===s.x&&f1(s,e)))&&(s=e,u=h)),e=e.next;while(e!==c);return s}function f1(i,t){return j(i.prev,i,t.prev)<0&&j(t.next,i,i.next)<0}function u1(i,t,e,r){var n=i;do n.z===0&&(n.z=Gc(n.x,n.y,t,e,r)),n.prevZ=n.prev,n.nextZ=n.next,n=n.next;while(n!==i);n.prevZ.nextZ=null,n.prevZ=null,h1(n)}function h1(i){var t,e,r,n,o,s,a,c,l=1;do{for(e=i,i=null,o=null,s=0;e;){for(s++,r=e,a=0,t=0;t<l&&(a++,r=r.nextZ,!!r);t++);for(c=l;a>0||c>0&&r;)a!==0&&(c===0||!r||e.z<=r.z)?(n=e,e=e.nextZ,a--):(n=r,r=r.nextZ,c--),o?o.nextZ=n:i=n,n.prevZ=o,o=n;e=r}o.nextZ=null,l*=2}while(s>1);return i}function Gc(i,t,e,r,n){return i=(i-e)*n|0,t=(t-r)*n|0,i=(i|i<<8)&16711935,i=(i|i<<4)&252645135,i=(i|i<<2)&858993459,i=(i|i<<1)&1431655765,t=(t|t<<8)&16711935,t=(t|t<<4)&252645135,t=(t|t<<2)&858993459,t=(t|t<<1)&1431655765,i|t<<1}function d1(i){var t=i,e=i;do(t.x<e.x||t.x===e.x&&t.y<e.y)&&(e=t),t=t.next;while(t!==i);return e}function _i(i,t,e,r,n,o,s,a){return(n-s)*(t-a)>=(i-s)*(o-a)&&(i-s)*(r-a)>=(e-s)*(t-a)&&(e-s)*(o-a)>=(n-s)*(r-a)}function p1(i,t){return i.next.i!==t.i&&i.prev.i!==t.i&&!g1(i,t)&&(Qr(i,t)&&Qr(t,i)&&m1(i,t)&&(j(i.prev,i,t.prev)||j(i,t.prev,t))||qo(i,t)&&j(i.prev,i,i.next)>0&&j(t.prev,t,t.next)>0)}function j(i,t,e){return(t.y-i.y)*(e.x-t.x)-(t.x-i.x)*(e.y-t.y)}function qo(i,t){return i.x===t.x&&i.y===t.y}function Pp(i,t,e,r){var n=Ho(j(i,t,e)),o=Ho(j(i,t,r)),s=Ho(j(e,r,i)),a=Ho(j(e,r,t));return!!(n!==o&&s!==a||n===0&&$o(i,e,t)||o===0&&$o(i,r,t)||s===0&&$o(e,i,r)||a===0&&$o(e,t,r))}function $o(i,t,e){return t.x<=Math.max(i.x,e.x)&&t.x>=Math.min(i.x,e.x)&&t.y<=Math.max(i.y,e.y)&&t.y>=Math.min(i.y,e.y)}function Ho(i){return i>0?1:i<0?-1:0}function g1(i,t){var e=i;do{if(e.i!==i.i&&e.next.i!==i.i&&e.i!==t.i&&e.next.i!==t.i&&Pp(e,e.next,i,t))return!0;e=e.next}while(e!==i);return!1}function Qr(i,t){return j(i.prev,i,i.next)<0?j(i,t,i.next)>=0&&j(i,i.prev,t)>=0:j(i,t,i.prev)<0||j(i,i.next,t)<0}function m1(i,t){var e=i,r=!1,n=(i.x+t.x)/2,o=(i.y+t.y)/2;do e.y>o!=e.next.y>o&&e.next.y!==e.y&&n<(e.next.x-e.x)*(o-e.y)/(e.next.y-e.y)+e.x&&(r=!r),e=e.next;while(e!==i);return r}function Ep(i,t){var e=new $c(i.i,i.x,i.y),r=new $c(t.i,t.x,t.y),n=i.next,o=t.prev;return i.next=t,t.prev=i,e.next=n,n.prev=e,r.next=e,e.prev=r,o.next=r,r.prev=o,r}function wp(i,t,e,r){var n=new $c(i,t,e);return r?(n.next=r.next,n.prev=r,r.next.prev=n,r.next=n):(n.prev=n,n.next=n),n}function tn(i){i.next.prev=i.prev,i.prev.next=i.next,i.prevZ&&(i.prevZ.nextZ=i.nextZ),i.nextZ&&(i.nextZ.prevZ=i.prevZ)}function $c(i,t,e){this.i=i,this.x=t,this.y=e,this.prev=null,this.next=null,this.z=0,this.prevZ=null,this.nextZ=null,this.steiner=!1}Yo.deviation=function(i,t,e,r){var n=t&&t.length,o=n?t[0]*e:i.length,s=Math.abs(Hc(i,0,o,e));if(n)for(var a=0,c=t.length;a<c;a++){var l=t[a]*e,f=a<c-1?t[a+1]*e:i.length;s-=Math.abs(Hc(i,l,f,e))}var u=0;for(a=0;a<r.length;a+=3){var h=r[a]*e,d=r[a+1]*e,p=r[a+2]*e;u+=Math.abs((i[h]-i[p])*(i[d+1]-i[h+1])-(i[h]-i[d])*(i[p+1]-i[h+1]))}return s===0&&u===0?0:Math.abs((u-s)/s)};function Hc(i,t,e,r){for(var n=0,o=t,s=e-r;o<e;o+=r)n+=(i[s]-i[o])*(i[o+1]+i[s+1]),s=o;return n}Yo.flatten=function(i){for(var t=i[0][0].length,e={vertices:[],holes:[],dimensions:t},r=0,n=0;n<i.length;n++){for(var o=0;o<i[n].length;o++)for(var s=0;s<t;s++)e.vertices.push(i[n][o][s]);n>0&&(r+=i[n-1].length,e.holes.push(r))}return e}});var Ig={f4:Float32Array,u1:Uint8Array},Rg=new TextDecoder;function ml(i){let t=i.byteOffset%8===0?i:i.slice(),r=8+new DataView(t.buffer,t.byteOffset).getUint32(0,!0),n=JSON.parse(Rg.decode(t.subarray(8,r))),o={};for(let[s,[a,c,l]]of Object.entries(n.columns))o[s]=new Ig[a](t.buffer,t.byteOffset+r+c,l);return{header:n,columns:o}}function Zt(i,t){if(!i)throw new Error(t||"loader assertion failed.")}var Mt={self:typeof self<"u"&&self,window:typeof window<"u"&&window,global:typeof global<"u"&&global,document:typeof document<"u"&&document},kg=Mt.self||Mt.window||Mt.global||{},Ng=Mt.window||Mt.self||Mt.global||{},Dg=Mt.global||Mt.self||Mt.window||{},zg=Mt.document||{};var ue=!!(typeof process!="object"||String(process)!=="[object process]"||process.browser);var yl=typeof process<"u"&&process.version&&/v([0-9]*)/.exec(process.version),Fg=yl&&parseFloat(yl[1])||0;var fs="4.5.4",Bg=fs[0]>="0"&&fs[0]<="9"?`v${fs}`:"";function Ug(){let i=new ze({id:"loaders.gl"});return globalThis.loaders||={},globalThis.loaders.log=i,globalThis.loaders.version=Bg,globalThis.probe||={},globalThis.probe.loaders=i,i}var us=Ug();var jg=i=>typeof i=="boolean",At=i=>typeof i=="function",Ct=i=>i!==null&&typeof i=="object",xn=i=>Ct(i)&&i.constructor==={}.constructor;var hs=i=>typeof SharedArrayBuffer<"u"&&i instanceof SharedArrayBuffer,Be=i=>Ct(i)&&typeof i.byteLength=="number"&&typeof i.slice=="function";var ds=i=>!!i&&At(i[Symbol.iterator]),ps=i=>!!i&&At(i[Symbol.asyncIterator]);var st=i=>typeof Response<"u"&&i instanceof Response||Ct(i)&&At(i.arrayBuffer)&&At(i.text)&&At(i.json);var at=i=>typeof Blob<"u"&&i instanceof Blob;var _l=i=>typeof ReadableStream<"u"&&i instanceof ReadableStream||Ct(i)&&At(i.tee)&&At(i.cancel)&&At(i.getReader);var xl=i=>Ct(i)&&At(i.read)&&At(i.pipe)&&jg(i.readable),Si=i=>_l(i)||xl(i);function gs(i,t){return vl(i||{},t)}function vl(i,t,e=0){if(e>3)return t;let r={...i};for(let[n,o]of Object.entries(t))o&&typeof o=="object"&&!Array.isArray(o)?r[n]=vl(r[n]||{},t[n],e+1):r[n]=t[n];return r}var wl="latest";function Vg(){return globalThis._loadersgl_?.version||(globalThis._loadersgl_=globalThis._loadersgl_||{},globalThis._loadersgl_.version="4.5.4"),globalThis._loadersgl_.version}var bl=Vg();function et(i,t){if(!i)throw new Error(t||"loaders.gl assertion failed.")}var Ot={self:typeof self<"u"&&self,window:typeof window<"u"&&window,global:typeof global<"u"&&global,document:typeof document<"u"&&document},vE=Ot.self||Ot.window||Ot.global||{},wE=Ot.window||Ot.self||Ot.global||{},bE=Ot.global||Ot.self||Ot.window||{},PE=Ot.document||{};var ht=typeof process!="object"||String(process)!=="[object process]"||process.browser;var El=typeof window<"u"&&typeof window.orientation<"u",Pl=typeof process<"u"&&process.version&&/v([0-9]*)/.exec(process.version),EE=Pl&&parseFloat(Pl[1])||0;var Li=class{name;workerThread;isRunning=!0;result;_resolve=()=>{};_reject=()=>{};constructor(t,e){this.name=t,this.workerThread=e,this.result=new Promise((r,n)=>{this._resolve=r,this._reject=n})}postMessage(t,e){this.workerThread.postMessage({source:"loaders.gl",type:t,payload:e})}done(t){et(this.isRunning),this.isRunning=!1,this._resolve(t)}error(t){et(this.isRunning),this.isRunning=!1,this._reject(t)}};var Ue=class{terminate(){}};var ms=new Map;function Sl(i){et(i.source&&!i.url||!i.source&&i.url);let t=ms.get(i.source||i.url);return t||(i.url&&(t=Wg(i.url),ms.set(i.url,t)),i.source&&(t=Ll(i.source),ms.set(i.source,t))),et(t),t}function Wg(i){if(!i.startsWith("http"))return i;let t=Gg(i);return Ll(t)}function Ll(i){let t=new Blob([i],{type:"application/javascript"});return URL.createObjectURL(t)}function Gg(i){return`try {
  importScripts('${i}');
} catch (error) {
  console.error(error);
  throw error;
}`}function ys(i,t=!0,e){let r=e||new Set;if(i){if(Tl(i))r.add(i);else if(Tl(i.buffer))r.add(i.buffer);else if(!ArrayBuffer.isView(i)){if(t&&typeof i=="object")for(let n in i)ys(i[n],t,r)}}return e===void 0?Array.from(r):[]}function Tl(i){return i?i instanceof ArrayBuffer||typeof MessagePort<"u"&&i instanceof MessagePort||typeof ImageBitmap<"u"&&i instanceof ImageBitmap||typeof OffscreenCanvas<"u"&&i instanceof OffscreenCanvas:!1}var _s=()=>{},Xt=class{name;source;url;terminated=!1;worker;onMessage;onError;_loadableURL="";static isSupported(){return typeof Worker<"u"&&ht||typeof Ue<"u"&&!ht}constructor(t){let{name:e,source:r,url:n}=t;et(r||n),this.name=e,this.source=r,this.url=n,this.onMessage=_s,this.onError=o=>console.log(o),this.worker=ht?this._createBrowserWorker():this._createNodeWorker()}destroy(){this.onMessage=_s,this.onError=_s,this.worker.terminate(),this.terminated=!0}get isRunning(){return!!this.onMessage}postMessage(t,e){e=e||ys(t),this.worker.postMessage(t,e)}_getErrorFromErrorEvent(t){let e="Failed to load ";return e+=`worker ${this.name} from ${this.url}. `,t.message&&(e+=`${t.message} in `),t.lineno&&(e+=`:${t.lineno}:${t.colno}`),new Error(e)}_createBrowserWorker(){this._loadableURL=Sl({source:this.source,url:this.url});let t=new Worker(this._loadableURL,{name:this.name});return t.onmessage=e=>{e.data?this.onMessage(e.data):this.onError(new Error("No data received"))},t.onerror=e=>{this.onError(this._getErrorFromErrorEvent(e)),this.terminated=!0},t.onmessageerror=e=>console.error(e),t}_createNodeWorker(){let t;if(this.url){let r=this.url.includes(":/")||this.url.startsWith("/")?this.url:`./${this.url}`,n=this.url.endsWith(".ts")||this.url.endsWith(".mjs")?"module":"commonjs";t=new Ue(r,{eval:!1,type:n})}else if(this.source)t=new Ue(this.source,{eval:!0});else throw new Error("no worker");return t.on("message",e=>{this.onMessage(e)}),t.on("error",e=>{this.onError(e)}),t.on("exit",e=>{}),t}};var Ti=class{name="unnamed";source;url;maxConcurrency=1;maxMobileConcurrency=1;onDebug=()=>{};reuseWorkers=!0;props={};jobQueue=[];idleQueue=[];count=0;isDestroyed=!1;static isSupported(){return Xt.isSupported()}constructor(t){this.source=t.source,this.url=t.url,this.setProps(t)}destroy(){this.idleQueue.forEach(t=>t.destroy()),this.isDestroyed=!0}setProps(t){this.props={...this.props,...t},t.name!==void 0&&(this.name=t.name),t.maxConcurrency!==void 0&&(this.maxConcurrency=t.maxConcurrency),t.maxMobileConcurrency!==void 0&&(this.maxMobileConcurrency=t.maxMobileConcurrency),t.reuseWorkers!==void 0&&(this.reuseWorkers=t.reuseWorkers),t.onDebug!==void 0&&(this.onDebug=t.onDebug)}async startJob(t,e=(n,o,s)=>n.done(s),r=(n,o)=>n.error(o)){let n=new Promise(o=>(this.jobQueue.push({name:t,onMessage:e,onError:r,onStart:o}),this));return this._startQueuedJob(),await n}async _startQueuedJob(){if(!this.jobQueue.length)return;let t=this._getAvailableWorker();if(!t)return;let e=this.jobQueue.shift();if(e){this.onDebug({message:"Starting job",name:e.name,workerThread:t,backlog:this.jobQueue.length});let r=new Li(e.name,t);t.onMessage=n=>e.onMessage(r,n.type,n.payload),t.onError=n=>e.onError(r,n),e.onStart(r);try{await r.result}catch(n){console.error(`Worker exception: ${n}`)}finally{this.returnWorkerToQueue(t)}}}returnWorkerToQueue(t){!ht||this.isDestroyed||!this.reuseWorkers||this.count>this._getMaxConcurrency()?(t.destroy(),this.count--):this.idleQueue.push(t),this.isDestroyed||this._startQueuedJob()}_getAvailableWorker(){if(this.idleQueue.length>0)return this.idleQueue.shift()||null;if(this.count<this._getMaxConcurrency()){this.count++;let t=`${this.name.toLowerCase()} (#${this.count} of ${this.maxConcurrency})`;return new Xt({name:t,source:this.source,url:this.url})}return null}_getMaxConcurrency(){return El?this.maxMobileConcurrency:this.maxConcurrency}};var $g={maxConcurrency:3,maxMobileConcurrency:1,reuseWorkers:!0,onDebug:()=>{}},he=class i{props;workerPools=new Map;static _workerFarm;static isSupported(){return Xt.isSupported()}static getWorkerFarm(t={}){return i._workerFarm=i._workerFarm||new i({}),i._workerFarm.setProps(t),i._workerFarm}constructor(t){this.props={...$g},this.setProps(t),this.workerPools=new Map}destroy(){for(let t of this.workerPools.values())t.destroy();this.workerPools=new Map}setProps(t){this.props={...this.props,...t};for(let e of this.workerPools.values())e.setProps(this._getWorkerPoolProps())}getWorkerPool(t){let{name:e,source:r,url:n}=t,o=this.workerPools.get(e);return o||(o=new Ti({name:e,source:r,url:n}),o.setProps(this._getWorkerPoolProps()),this.workerPools.set(e,o)),o}_getWorkerPoolProps(){return{maxConcurrency:this.props.maxConcurrency,maxMobileConcurrency:this.props.maxMobileConcurrency,reuseWorkers:this.props.reuseWorkers,onDebug:this.props.onDebug}}};function xs(i,t={}){let e=t[i.id]||{},r=ht?i.workerFile||`${i.id}-worker.js`:`${i.id}-worker-node.js`,n=e.workerUrl;if(!n&&i.id==="compression"&&(n=t.workerUrl),(t._workerType||t?.core?._workerType)==="test"&&(ht?n=`modules/${i.module}/dist/${r}`:n=`modules/${i.module}/src/workers/${i.id}-worker-node.ts`),!n){let s=i.version;s==="latest"&&(s=wl);let a=s?`@${s}`:"";n=`https://unpkg.com/@loaders.gl/${i.module}${a}/dist/${r}`}return et(n),n}function vs(i,t=bl){et(i,"no worker provided");let e=i.version;return!(!t||!e)}function ws(i,t){if(!he.isSupported())return!1;let e=t?._nodeWorkers??t?.core?._nodeWorkers;if(!ht&&!e)return!1;let r=t?.worker??t?.core?.worker;return!!(i.worker&&r)}async function bs(i,t,e,r,n){let o=i.id,s=xs(i,e),c=he.getWorkerFarm(e?.core).getWorkerPool({name:o,url:s});e=JSON.parse(JSON.stringify(e||{})),e._workerLoaderId=i.id,r=JSON.parse(JSON.stringify(r||{}));let l=await c.startJob("process-on-worker",Hg.bind(null,n));return l.postMessage("process",{input:t,options:e,context:r}),await(await l.result).result}async function Hg(i,t,e,r){switch(e){case"done":t.done(r);break;case"error":t.error(new Error(r.error));break;case"process":let{id:n,input:o,options:s}=r;try{let a=await i(o,s);t.postMessage("done",{id:n,result:a})}catch(a){let c=a instanceof Error?a.message:"unknown error";t.postMessage("error",{id:n,error:c})}break;default:console.warn(`parse-with-worker unknown message ${e}`)}}function Ps(i,t,e){if(e=e||i.byteLength,i.byteLength<e||t.byteLength<e)return!1;let r=new Uint8Array(i),n=new Uint8Array(t);for(let o=0;o<r.length;++o)if(r[o]!==n[o])return!1;return!0}function Es(...i){return Ml(i)}function Ml(i){let t=i.map(o=>o instanceof ArrayBuffer?new Uint8Array(o):o),e=t.reduce((o,s)=>o+s.byteLength,0),r=new Uint8Array(e),n=0;for(let o of t)r.set(o,n),n+=o.byteLength;return r.buffer}async function Ss(i){let t=[];for await(let e of i)t.push(Yg(e));return Es(...t)}function Yg(i){if(i instanceof ArrayBuffer)return i;if(ArrayBuffer.isView(i)){let{buffer:t,byteOffset:e,byteLength:r}=i;return Al(t,e,r)}return Al(i)}function Al(i,t=0,e=i.byteLength-t){let r=new Uint8Array(i,t,e),n=new Uint8Array(r.length);return n.set(r),n.buffer}var qg="",Cl={};function Ls(i){for(let t in Cl)if(i.startsWith(t)){let e=Cl[t];i=i.replace(t,e)}return!i.startsWith("http://")&&!i.startsWith("https://")&&(i=`${qg}${i}`),i}function wn(i){return i&&typeof i=="object"&&i.isBuffer}function je(i){if(wn(i))return i;if(i instanceof ArrayBuffer)return i;if(hs(i))return vn(i);if(ArrayBuffer.isView(i)){let t=i.buffer;return i.byteOffset===0&&i.byteLength===i.buffer.byteLength?t:t.slice(i.byteOffset,i.byteOffset+i.byteLength)}if(typeof i=="string"){let t=i;return new TextEncoder().encode(t).buffer}if(i&&typeof i=="object"&&i._toArrayBuffer)return i._toArrayBuffer();throw new Error("toArrayBuffer")}function Mi(i){if(i instanceof ArrayBuffer)return i;if(hs(i))return vn(i);let{buffer:t,byteOffset:e,byteLength:r}=i;return t instanceof ArrayBuffer&&e===0&&r===t.byteLength?t:vn(t,e,r)}function vn(i,t=0,e=i.byteLength-t){let r=new Uint8Array(i,t,e),n=new Uint8Array(r.length);return n.set(r),n.buffer}function Ts(i){return ArrayBuffer.isView(i)?i:new Uint8Array(i)}var Ft={};bi(Ft,{dirname:()=>Xg,filename:()=>Zg,join:()=>Kg,resolve:()=>Jg});function Ol(){if(typeof process<"u"&&typeof process.cwd<"u")return process.cwd();let i=window.location?.pathname;return i?.slice(0,i.lastIndexOf("/")+1)||""}function Zg(i){let t=i?i.lastIndexOf("/"):-1;return t>=0?i.substr(t+1):i}function Xg(i){let t=i?i.lastIndexOf("/"):-1;return t>=0?i.substr(0,t):""}function Kg(...i){return i=i.map((e,r)=>(r&&(e=e.replace(new RegExp("^/"),"")),r!==i.length-1&&(e=e.replace(new RegExp("/$"),"")),e)),i.join("/")}function Jg(...i){let t=[];for(let o=0;o<i.length;o++)t[o]=i[o];let e="",r=!1,n;for(let o=t.length-1;o>=-1&&!r;o--){let s;o>=0?s=t[o]:(n===void 0&&(n=Ol()),s=n),s.length!==0&&(e=`${s}/${e}`,r=s.charCodeAt(0)===Ai)}return e=Qg(e,!r),r?`/${e}`:e.length>0?e:"."}var Ai=47,Ms=46;function Qg(i,t){let e="",r=-1,n=0,o,s=!1;for(let a=0;a<=i.length;++a){if(a<i.length)o=i.charCodeAt(a);else{if(o===Ai)break;o=Ai}if(o===Ai){if(!(r===a-1||n===1))if(r!==a-1&&n===2){if(e.length<2||!s||e.charCodeAt(e.length-1)!==Ms||e.charCodeAt(e.length-2)!==Ms){if(e.length>2){let c=e.length-1,l=c;for(;l>=0&&e.charCodeAt(l)!==Ai;--l);if(l!==c){e=l===-1?"":e.slice(0,l),r=a,n=0,s=!1;continue}}else if(e.length===2||e.length===1){e="",r=a,n=0,s=!1;continue}}t&&(e.length>0?e+="/..":e="..",s=!0)}else{let c=i.slice(r+1,a);e.length>0?e+=`/${c}`:e=c,s=!1}r=a,n=0}else o===Ms&&n!==-1?++n:n=-1}return e}var bn=class extends Error{constructor(t,e){super(t),this.reason=e.reason,this.url=e.url,this.response=e.response}reason;url;response};var im=/^data:([-\w.]+\/[-\w.+]+)(;|,)/,rm=/^([-\w.]+\/[-\w.+]+)/;function As(i,t){return i.toLowerCase()===t.toLowerCase()}function Il(i){let t=rm.exec(i);return t?t[1]:i}function Cs(i){let t=im.exec(i);return t?t[1]:""}var Rl=/\?.*/;function kl(i){let t=i.match(Rl);return t&&t[0]}function Kt(i){return i.replace(Rl,"")}function Nl(i){if(i.length<50)return i;let t=i.slice(i.length-15);return`${i.substr(0,32)}...${t}`}function de(i){return st(i)?i.url:at(i)?("name"in i?i.name:"")||"":typeof i=="string"?i:""}function Ve(i){if(st(i)){let t=i.headers.get("content-type")||"",e=Kt(i.url);return Il(t)||Cs(e)}return at(i)?i.type||"":typeof i=="string"?Cs(i):""}function Dl(i){return st(i)?i.headers["content-length"]||-1:at(i)?i.size:typeof i=="string"?i.length:i instanceof ArrayBuffer||ArrayBuffer.isView(i)?i.byteLength:-1}async function Pn(i){if(st(i))return i;let t={},e=Dl(i);e>=0&&(t["content-length"]=String(e));let r=de(i),n=Ve(i);n&&(t["content-type"]=n);let o=await om(i);o&&(t["x-first-bytes"]=o),typeof i=="string"&&(i=new TextEncoder().encode(i));let s=new Response(i,{headers:t});return Object.defineProperty(s,"url",{value:r}),s}async function zl(i){if(!i.ok)throw await nm(i)}async function nm(i){let t=Nl(i.url),e=`Failed to fetch resource (${i.status}) ${i.statusText}: ${t}`;e=e.length>100?`${e.slice(0,100)}...`:e;let r={reason:i.statusText,url:i.url,response:i};try{let n=i.headers.get("Content-Type");r.reason=!i.bodyUsed&&n?.includes("application/json")?await i.json():await i.text()}catch{}return new bn(e,r)}async function om(i){if(typeof i=="string")return`data:,${i.slice(0,5)}`;if(i instanceof Blob){let e=i.slice(0,5);return await new Promise(r=>{let n=new FileReader;n.onload=o=>r(o?.target?.result),n.readAsDataURL(e)})}if(i instanceof ArrayBuffer){let e=i.slice(0,5);return`data:base64,${sm(e)}`}return null}function sm(i){let t="",e=new Uint8Array(i);for(let r=0;r<e.byteLength;r++)t+=String.fromCharCode(e[r]);return btoa(t)}function am(i){return!cm(i)&&!lm(i)}function cm(i){return i.startsWith("http:")||i.startsWith("https:")}function lm(i){return i.startsWith("data:")}async function Os(i,t){if(typeof i=="string"){let e=Ls(i);return am(e)&&globalThis.loaders?.fetchNode?globalThis.loaders?.fetchNode(e,t):await fetch(e,t)}return await Pn(i)}var Ci=new ze({id:"loaders.gl"}),En=class{log(){return()=>{}}info(){return()=>{}}warn(){return()=>{}}error(){return()=>{}}},Sn=class{console;constructor(){this.console=console}log(...t){return this.console.log.bind(this.console,...t)}info(...t){return this.console.info.bind(this.console,...t)}warn(...t){return this.console.warn.bind(this.console,...t)}error(...t){return this.console.error.bind(this.console,...t)}};var Ln={core:{baseUrl:void 0,fetch:null,mimeType:void 0,fallbackMimeType:void 0,ignoreRegisteredLoaders:void 0,nothrow:!1,log:new Sn,useLocalLibraries:!1,CDN:"https://unpkg.com/@loaders.gl",worker:!0,maxConcurrency:3,maxMobileConcurrency:1,reuseWorkers:ue,_nodeWorkers:!1,_workerType:"",limit:0,_limitMB:0,batchSize:"auto",batchDebounceMs:0,metadata:!1,transforms:[]}},Fl={baseUri:"core.baseUrl",fetch:"core.fetch",mimeType:"core.mimeType",fallbackMimeType:"core.fallbackMimeType",ignoreRegisteredLoaders:"core.ignoreRegisteredLoaders",nothrow:"core.nothrow",log:"core.log",useLocalLibraries:"core.useLocalLibraries",CDN:"core.CDN",worker:"core.worker",maxConcurrency:"core.maxConcurrency",maxMobileConcurrency:"core.maxMobileConcurrency",reuseWorkers:"core.reuseWorkers",_nodeWorkers:"core.nodeWorkers",_workerType:"core._workerType",_worker:"core._workerType",limit:"core.limit",_limitMB:"core._limitMB",batchSize:"core.batchSize",batchDebounceMs:"core.batchDebounceMs",metadata:"core.metadata",transforms:"core.transforms",throws:"nothrow",dataType:"(no longer used)",uri:"core.baseUrl",method:"core.fetch.method",headers:"core.fetch.headers",body:"core.fetch.body",mode:"core.fetch.mode",credentials:"core.fetch.credentials",cache:"core.fetch.cache",redirect:"core.fetch.redirect",referrer:"core.fetch.referrer",referrerPolicy:"core.fetch.referrerPolicy",integrity:"core.fetch.integrity",keepalive:"core.fetch.keepalive",signal:"core.fetch.signal"};var Is=["baseUrl","fetch","mimeType","fallbackMimeType","ignoreRegisteredLoaders","nothrow","log","useLocalLibraries","CDN","worker","maxConcurrency","maxMobileConcurrency","reuseWorkers","_nodeWorkers","_workerType","limit","_limitMB","batchSize","batchDebounceMs","metadata","transforms"];function Rs(){globalThis.loaders=globalThis.loaders||{};let{loaders:i}=globalThis;return i._state||(i._state={}),i._state}function ks(){let i=Rs();return i.globalOptions=i.globalOptions||{...Ln,core:{...Ln.core}},Bt(i.globalOptions)}function jl(i,t,e,r){return e=e||[],e=Array.isArray(e)?e:[e],fm(i,e),Bt(hm(t,i,r))}function Bt(i){let t=pm(i);Vl(t);for(let e of Is)t.core&&t.core[e]!==void 0&&delete t[e];return t.core&&t.core._workerType!==void 0&&delete t._worker,t}function fm(i,t){Bl(i,null,Ln,Fl,t);for(let e of t){let r=i&&i[e.id]||{},n=e.options&&e.options[e.id]||{},o=e.deprecatedOptions&&e.deprecatedOptions[e.id]||{};Bl(r,e.id,n,o,t)}}function Bl(i,t,e,r,n){let o=t||"Top level",s=t?`${t}.`:"";for(let a in i){let c=!t&&Ct(i[a]),l=a==="baseUri"&&!t,f=a==="workerUrl"&&t;if(!(a in e)&&!l&&!f){if(a in r)Ci.level>0&&Ci.warn(`${o} loader option '${s}${a}' no longer supported, use '${r[a]}'`)();else if(!c&&Ci.level>0){let u=um(a,n);Ci.warn(`${o} loader option '${s}${a}' not recognized. ${u}`)()}}}}function um(i,t){let e=i.toLowerCase(),r="";for(let n of t)for(let o in n.options){if(i===o)return`Did you mean '${n.id}.${o}'?`;let s=o.toLowerCase();(e.startsWith(s)||s.startsWith(e))&&(r=r||`Did you mean '${n.id}.${o}'?`)}return r}function hm(i,t,e){let r=i.options||{},n={...r};r.core&&(n.core={...r.core}),Vl(n),n.core?.log===null&&(n.core={...n.core,log:new En}),Ul(n,Bt(ks()));let o=Bt(t);return Ul(n,o),dm(n,e),gm(n),n}function Ul(i,t){for(let e in t)if(e in t){let r=t[e];xn(r)&&xn(i[e])?i[e]={...i[e],...t[e]}:i[e]=t[e]}}function dm(i,t){if(!t)return;i.core?.baseUrl!==void 0||(i.core||={},i.core.baseUrl=Ft.dirname(Kt(t)))}function pm(i){let t={...i};return i.core&&(t.core={...i.core}),t}function Vl(i){i.baseUri!==void 0&&(i.core||={},i.core.baseUrl===void 0&&(i.core.baseUrl=i.baseUri));for(let e of Is)if(i[e]!==void 0){let n=i.core=i.core||{};n[e]===void 0&&(n[e]=i[e])}let t=i._worker;t!==void 0&&(i.core||={},i.core._workerType===void 0&&(i.core._workerType=t))}function gm(i){let t=i.core;if(t)for(let e of Is)t[e]!==void 0&&(i[e]=t[e])}function Oi(i){return i?(Array.isArray(i)&&(i=i[0]),Array.isArray(i?.extensions)):!1}function Ii(i){Zt(i,"null loader"),Zt(Oi(i),"invalid loader");let t;return Array.isArray(i)&&(t=i[1],i=i[0],i={...i,options:{...i.options,...t}}),(i?.parseTextSync||i?.parseText)&&(i.text=!0),i.text||(i.binary=!0),i}var Wl=()=>{let i=Rs();return i.loaderRegistry=i.loaderRegistry||[],i.loaderRegistry};function Ns(i){let t=Wl();i=Array.isArray(i)?i:[i];for(let e of i){let r=Ii(e);t.find(n=>r===n)||t.unshift(r)}}function Gl(){return Wl()}var mm=/\.([^.]+)$/;async function Yl(i,t=[],e,r){if(!ql(i))return null;let n=Bt(e||{});if(n.core||={},i instanceof Response&&$l(i)){let s=await i.clone().text(),a=Tn(s,t,{...n,core:{...n.core,nothrow:!0}},r);if(a)return a}let o=Tn(i,t,{...n,core:{...n.core,nothrow:!0}},r);if(o)return o;if(at(i)&&(i=await i.slice(0,10).arrayBuffer(),o=Tn(i,t,n,r)),!o&&i instanceof Response&&$l(i)){let s=await i.clone().text();o=Tn(s,t,n,r)}if(!o&&!n.core.nothrow)throw new Error(Zl(i));return o}function $l(i){let t=Ve(i);return!!(t&&(t.startsWith("text/")||t==="application/json"||t.endsWith("+json")))}function Tn(i,t=[],e,r){if(!ql(i))return null;let n=Bt(e||{});if(n.core||={},t&&!Array.isArray(t))return Ii(t);let o=[];t&&(o=o.concat(t)),n.core.ignoreRegisteredLoaders||o.push(...Gl()),_m(o);let s=ym(i,o,n,r);if(!s&&!n.core.nothrow)throw new Error(Zl(i));return s}function ym(i,t,e,r){let n=de(i),o=Ve(i),s=Kt(n)||r?.url,a=null,c="";return e?.core?.mimeType&&(a=Ds(t,e?.core?.mimeType),c=`match forced by supplied MIME type ${e?.core?.mimeType}`),a=a||xm(t,s),c=c||(a?`matched url ${s}`:""),a=a||Ds(t,o),c=c||(a?`matched MIME type ${o}`:""),a=a||wm(t,i),c=c||(a?`matched initial data ${Xl(i)}`:""),e?.core?.fallbackMimeType&&(a=a||Ds(t,e?.core?.fallbackMimeType),c=c||(a?`matched fallback MIME type ${o}`:"")),c&&us.log(1,`selectLoader selected ${a?.name}: ${c}.`),a}function ql(i){return!(i instanceof Response&&i.status===204)}function Zl(i){let t=de(i),e=Ve(i),r="No valid loader found (";r+=t?`${Ft.filename(t)}, `:"no url provided, ",r+=`MIME type: ${e?`"${e}"`:"not provided"}, `;let n=i?Xl(i):"";return r+=n?` first bytes: "${n}"`:"first bytes: not available",r+=")",r}function _m(i){for(let t of i)Ii(t)}function xm(i,t){let e=t&&mm.exec(t),r=e&&e[1];return r?vm(i,r):null}function vm(i,t){t=t.toLowerCase();for(let e of i)for(let r of e.extensions)if(r.toLowerCase()===t)return e;return null}function Ds(i,t){for(let e of i)if(e.mimeTypes?.some(r=>As(t,r))||As(t,`application/x.${e.id}`))return e;return null}function wm(i,t){if(!t)return null;for(let e of i)if(typeof t=="string"){if(bm(t,e))return e}else if(ArrayBuffer.isView(t)){if(Hl(t.buffer,t.byteOffset,e))return e}else if(t instanceof ArrayBuffer&&Hl(t,0,e))return e;return null}function bm(i,t){return t.testText?t.testText(i):(Array.isArray(t.tests)?t.tests:[t.tests]).some(r=>i.startsWith(r))}function Hl(i,t,e){return(Array.isArray(e.tests)?e.tests:[e.tests]).some(n=>Pm(i,t,e,n))}function Pm(i,t,e,r){if(Be(r))return Ps(r,i,r.byteLength);switch(typeof r){case"function":return r(Mi(i));case"string":let n=zs(i,t,r.length);return r===n;default:return!1}}function Xl(i,t=5){return typeof i=="string"?i.slice(0,t):ArrayBuffer.isView(i)?zs(i.buffer,i.byteOffset,t):i instanceof ArrayBuffer?zs(i,0,t):""}function zs(i,t,e){if(i.byteLength<t+e)return"";let r=new DataView(i),n="";for(let o=0;o<e;o++)n+=String.fromCharCode(r.getUint8(t+o));return n}var Em=256*1024;function*Kl(i,t){let e=t?.chunkSize||Em,r=0,n=new TextEncoder;for(;r<i.length;){let o=Math.min(i.length-r,e),s=i.slice(r,r+o);r+=o,yield Mi(n.encode(s))}}function*Jl(i,t={}){let{chunkSize:e=262144}=t,r=0;for(;r<i.byteLength;){let n=Math.min(i.byteLength-r,e),o=new ArrayBuffer(n),s=new Uint8Array(i,r,n);new Uint8Array(o).set(s),r+=n,yield o}}async function*Ql(i,t){let e=t?.chunkSize||1048576,r=0;for(;r<i.size;){let n=r+e,o=await i.slice(r,n).arrayBuffer();r=n,yield o}}function Fs(i,t){return ue?Sm(i,t):Lm(i,t)}async function*Sm(i,t){let e=i.getReader(),r;try{for(;;){let n=r||e.read();t?._streamReadAhead&&(r=e.read());let{done:o,value:s}=await n;if(o)return;yield je(s)}}catch{e.releaseLock()}}async function*Lm(i,t){for await(let e of i)yield je(e)}function tf(i,t){if(typeof i=="string")return Kl(i,t);if(i instanceof ArrayBuffer)return Jl(i,t);if(at(i))return Ql(i,t);if(Si(i))return Fs(i,t);if(st(i)){let e=i.body;if(!e)throw new Error("Readable stream not available on Response");return Fs(e,t)}throw new Error("makeIterator")}var ef="Cannot convert supplied data type";function Tm(i,t,e){if(t.text&&typeof i=="string")return i;if(wn(i)&&(i=i.buffer),Be(i)){let r=Ts(i);return t.text&&!t.binary?new TextDecoder("utf8").decode(r):je(r)}throw new Error(ef)}async function rf(i,t,e){if(typeof i=="string"||Be(i))return Tm(i,t,e);if(at(i)&&(i=await Pn(i)),st(i))return await zl(i),t.binary?await i.arrayBuffer():await i.text();if(Si(i)&&(i=tf(i,e)),ds(i)||ps(i))return Ss(i);throw new Error(ef)}function Mn(i,t){let e=ks(),r=i||e,n=r.fetch??r.core?.fetch;return typeof n=="function"?n:Ct(n)?o=>Os(o,n):t?.fetch?t?.fetch:Os}function nf(i,t,e){if(e)return e;let r={fetch:Mn(t,i),...i};if(r.url){let n=Kt(r.url);r.baseUrl=n,r.queryString=kl(r.url),r.filename=Ft.filename(n),r.baseUrl=Ft.dirname(n)}return Array.isArray(r.loaders)||(r.loaders=null),r}function of(i,t){if(i&&!Array.isArray(i))return i;let e;if(i&&(e=Array.isArray(i)?i:[i]),t&&t.loaders){let r=Array.isArray(t.loaders)?t.loaders:[t.loaders];e=e?[...e,...r]:r}return e&&e.length?e:void 0}async function Ri(i,t,e,r){t&&!Array.isArray(t)&&!Oi(t)&&(r=void 0,e=t,t=void 0),i=await i,e=e||{};let n=de(i),s=of(t,r),a=await Yl(i,s,e);if(!a)return null;let c=jl(e,a,s,n);return r=nf({url:n,_parse:Ri,loaders:s},c,r||null),await Mm(a,i,c,r)}async function Mm(i,t,e,r){if(vs(i),e=gs(i.options,e),st(t)){let{ok:o,redirected:s,status:a,statusText:c,type:l,url:f}=t,u=Object.fromEntries(t.headers.entries());r.response={headers:u,ok:o,redirected:s,status:a,statusText:c,type:l,url:f}}t=await rf(t,i,e);let n=i;if(n.parseTextSync&&typeof t=="string")return n.parseTextSync(t,e,r);if(ws(i,e))return await bs(i,t,e,r,Ri);if(n.parseText&&typeof t=="string")return await n.parseText(t,e,r);if(n.parse)return await n.parse(t,e,r);throw et(!n.parseSync),new Error(`${i.id} loader - no parser found and worker is disabled`)}function sf(i){return ArrayBuffer.isView(i)&&!(i instanceof DataView)}function af(i){return Array.isArray(i)?i.length===0||typeof i[0]=="number":!1}function Bs(i){return sf(i)||af(i)}async function Jt(i,t,e,r){let n,o;!Array.isArray(t)&&!Oi(t)?(n=[],o=t,r=void 0):(n=t,o=e);let s=Mn(o),a=i;return typeof i=="string"&&(a=await s(i)),at(i)&&(a=await s(i)),typeof i=="string"&&(Bt(o||{}).core?.baseUrl||(o={...o,core:{...o?.core,baseUrl:i}})),Array.isArray(n)?await Ri(a,n,o):await Ri(a,n,o)}var cf="4.5.4";var Am=globalThis.loaders?.parseImageNode,Us=typeof Image<"u",js=typeof ImageBitmap<"u",Cm=!!Am,Vs=ue?!0:Cm;function lf(i){switch(i){case"auto":return js||Us||Vs;case"imagebitmap":return js;case"image":return Us;case"data":return Vs;default:throw new Error(`@loaders.gl/images: image ${i} not supported in this environment`)}}function ff(){if(js)return"imagebitmap";if(Us)return"image";if(Vs)return"data";throw new Error("Install '@loaders.gl/polyfills' to parse images under Node.js")}function Om(i){let t=Im(i);if(!t)throw new Error("Not an image");return t}function uf(i){switch(Om(i)){case"data":return i;case"image":case"imagebitmap":let t=document.createElement("canvas"),e=t.getContext("2d");if(!e)throw new Error("getImageData");return t.width=i.width,t.height=i.height,e.drawImage(i,0,0),e.getImageData(0,0,i.width,i.height);default:throw new Error("getImageData")}}function Im(i){return typeof ImageBitmap<"u"&&i instanceof ImageBitmap?"imagebitmap":typeof Image<"u"&&i instanceof Image?"image":i&&typeof i=="object"&&i.data&&i.width&&i.height?"data":null}var Rm=/^data:image\/svg\+xml/,km=/\.svg((\?|#).*)?$/;function An(i){return i&&(Rm.test(i)||km.test(i))}function hf(i,t){if(An(t)){let r=new TextDecoder().decode(i);try{typeof unescape=="function"&&typeof encodeURIComponent=="function"&&(r=unescape(encodeURIComponent(r)))}catch(o){throw new Error(o.message)}return`data:image/svg+xml;base64,${btoa(r)}`}return Ws(i,t)}function Ws(i,t){if(An(t))throw new Error("SVG cannot be parsed directly to imagebitmap");return new Blob([new Uint8Array(i)])}async function Cn(i,t,e){let r=hf(i,e),n=self.URL||self.webkitURL,o=typeof r!="string"&&n.createObjectURL(r);try{return await Nm(o||r,t)}finally{o&&n.revokeObjectURL(o)}}async function Nm(i,t){let e=new Image;return e.src=i,t.image&&t.image.decode&&e.decode?(await e.decode(),e):await new Promise((r,n)=>{try{e.onload=()=>r(e),e.onerror=o=>{let s=o instanceof Error?o.message:"error";n(new Error(s))}}catch(o){n(o)}})}var df=!0;async function pf(i,t,e){let r;An(e)?r=await Cn(i,t,e):r=Ws(i,e);let n=t&&t.imagebitmap;return await Dm(r,n)}async function Dm(i,t=null){if((zm(t)||!df)&&(t=null),t)try{return await createImageBitmap(i,t)}catch(e){console.warn(e),df=!1}return await createImageBitmap(i)}function zm(i){if(!i)return!0;for(let t in i)if(Object.prototype.hasOwnProperty.call(i,t))return!1;return!0}function gf(i){return!jm(i,"ftyp",4)||(i[8]&96)===0?null:Fm(i)}function Fm(i){switch(Bm(i,8,12).replace("\0"," ").trim()){case"avif":case"avis":return{extension:"avif",mimeType:"image/avif"};default:return null}}function Bm(i,t,e){return String.fromCharCode(...i.slice(t,e))}function Um(i){return[...i].map(t=>t.charCodeAt(0))}function jm(i,t,e=0){let r=Um(t);for(let n=0;n<r.length;++n)if(r[n]!==i[n+e])return!1;return!0}var It=!1,ki=!0;function On(i){let t=Ni(i);return Wm(t)||Hm(t)||Gm(t)||$m(t)||Vm(t)}function Vm(i){let t=new Uint8Array(i instanceof DataView?i.buffer:i),e=gf(t);return e?{mimeType:e.mimeType,width:0,height:0}:null}function Wm(i){let t=Ni(i);return t.byteLength>=24&&t.getUint32(0,It)===2303741511?{mimeType:"image/png",width:t.getUint32(16,It),height:t.getUint32(20,It)}:null}function Gm(i){let t=Ni(i);return t.byteLength>=10&&t.getUint32(0,It)===1195984440?{mimeType:"image/gif",width:t.getUint16(6,ki),height:t.getUint16(8,ki)}:null}function $m(i){let t=Ni(i);return t.byteLength>=14&&t.getUint16(0,It)===16973&&t.getUint32(2,ki)===t.byteLength?{mimeType:"image/bmp",width:t.getUint32(18,ki),height:t.getUint32(22,ki)}:null}function Hm(i){let t=Ni(i);if(!(t.byteLength>=3&&t.getUint16(0,It)===65496&&t.getUint8(2)===255))return null;let{tableMarkers:r,sofMarkers:n}=Ym(),o=2;for(;o+9<t.byteLength;){let s=t.getUint16(o,It);if(n.has(s))return{mimeType:"image/jpeg",height:t.getUint16(o+5,It),width:t.getUint16(o+7,It)};if(!r.has(s))return null;o+=2,o+=t.getUint16(o,It)}return null}function Ym(){let i=new Set([65499,65476,65484,65501,65534]);for(let e=65504;e<65520;++e)i.add(e);return{tableMarkers:i,sofMarkers:new Set([65472,65473,65474,65475,65477,65478,65479,65481,65482,65483,65485,65486,65487,65502])}}function Ni(i){if(i instanceof DataView)return i;if(ArrayBuffer.isView(i))return new DataView(i.buffer);if(i instanceof ArrayBuffer)return new DataView(i);throw new Error("toDataView")}async function mf(i,t){let{mimeType:e}=On(i)||{},r=globalThis.loaders?.parseImageNode;return Zt(r),await r(i,e)}async function yf(i,t,e){t=t||{};let n=(t.image||{}).type||"auto",{url:o}=e||{},s=qm(n),a;switch(s){case"imagebitmap":a=await pf(i,t,o);break;case"image":a=await Cn(i,t,o);break;case"data":a=await mf(i,t);break;default:Zt(!1)}return n==="data"&&(a=uf(a)),a}function qm(i){switch(i){case"auto":case"data":return ff();default:return lf(i),i}}var Zm=["png","jpg","jpeg","gif","webp","bmp","ico","svg","avif"],Xm=["image/png","image/jpeg","image/gif","image/webp","image/avif","image/bmp","image/vnd.microsoft.icon","image/svg+xml"],Km={image:{type:"auto",decode:!0}},Gs={dataType:null,batchType:null,id:"image",module:"images",name:"Images",version:cf,mimeTypes:Xm,extensions:Zm,parse:yf,tests:[i=>!!On(new DataView(i))],options:Km};var Jm=new ze({id:"deck"}),T=Jm;var $s={};function _f(i){$s=i}function G(i,t,e,r){T.level>0&&$s[i]&&$s[i].call(null,t,e,r)}function Qm(i){let t=i[0],e=i[i.length-1];return t==="{"&&e==="}"||t==="["&&e==="]"}var xf={dataType:null,batchType:null,id:"JSON",name:"JSON",module:"",version:"",options:{},extensions:["json","geojson"],mimeTypes:["application/json","application/geo+json"],testText:Qm,parseTextSync:JSON.parse};function ty(){let i="9.3.11",t=globalThis.deck&&globalThis.deck.VERSION;if(t&&t!==i)throw new Error(`deck.gl - multiple versions detected: ${t} vs ${i}`);return t||(T.log(1,`deck.gl ${i}`)(),globalThis.deck={...globalThis.deck,VERSION:i,version:i,log:T,_registerLoggers:_f},Ns([xf,[Gs,{imagebitmap:{premultiplyAlpha:"none"}}]])),i}var vf=ty();function pe(i,t){if(!i){let e=new Error(t||"shadertools: assertion failed.");throw Error.captureStackTrace?.(e,pe),e}}var Hs={number:{type:"number",validate(i,t){return Number.isFinite(i)&&typeof t=="object"&&(t.max===void 0||i<=t.max)&&(t.min===void 0||i>=t.min)}},array:{type:"array",validate(i,t){return Array.isArray(i)||ArrayBuffer.isView(i)}}};function bf(i){let t={};for(let[e,r]of Object.entries(i))t[e]=ey(r);return t}function ey(i){let t=wf(i);if(t!=="object")return{value:i,...Hs[t],type:t};if(typeof i=="object")return i?i.type!==void 0?{...i,...Hs[i.type],type:i.type}:i.value===void 0?{type:"object",value:i}:(t=wf(i.value),{...i,...Hs[t],type:t}):{type:"object",value:null};throw new Error("props")}function wf(i){return Array.isArray(i)||ArrayBuffer.isView(i)?"array":typeof i}var Pf=`#ifdef MODULE_LOGDEPTH
  logdepth_adjustPosition(gl_Position);
#endif
`,Ef=`#ifdef MODULE_MATERIAL
  fragColor = material_filterColor(fragColor);
#endif

#ifdef MODULE_LIGHTING
  fragColor = lighting_filterColor(fragColor);
#endif

#ifdef MODULE_FOG
  fragColor = fog_filterColor(fragColor);
#endif

#ifdef MODULE_PICKING
  fragColor = picking_filterHighlightColor(fragColor);
  fragColor = picking_filterPickingColor(fragColor);
#endif

#ifdef MODULE_LOGDEPTH
  logdepth_setFragDepth();
#endif
`;var iy={vertex:Pf,fragment:Ef},Sf=/void\s+main\s*\([^)]*\)\s*\{\n?/,Lf=/}\n?[^{}]*$/,Ys=[],Di="__LUMA_INJECT_DECLARATIONS__";function Tf(i){let t={vertex:{},fragment:{}};for(let e in i){let r=i[e],n=ry(e);typeof r=="string"&&(r={order:0,injection:r}),t[n][e]=r}return t}function ry(i){let t=i.slice(0,2);switch(t){case"vs":return"vertex";case"fs":return"fragment";default:throw new Error(t)}}function zi(i,t,e,r=!1){let n=t==="vertex";for(let o in e){let s=e[o];s.sort((c,l)=>c.order-l.order),Ys.length=s.length;for(let c=0,l=s.length;c<l;++c)Ys[c]=s[c].injection;let a=`${Ys.join(`
`)}
`;switch(o){case"vs:#decl":n&&(i=i.replace(Di,a));break;case"vs:#main-start":n&&(i=i.replace(Sf,c=>c+a));break;case"vs:#main-end":n&&(i=i.replace(Lf,c=>a+c));break;case"fs:#decl":n||(i=i.replace(Di,a));break;case"fs:#main-start":n||(i=i.replace(Sf,c=>c+a));break;case"fs:#main-end":n||(i=i.replace(Lf,c=>a+c));break;default:i=i.replace(o,c=>c+a)}}return i=i.replace(Di,""),r&&(i=i.replace(/\}\s*$/,o=>o+iy[t])),i}function We(i){i.map(t=>ny(t))}function ny(i){if(i.instance)return;We(i.dependencies||[]);let{propTypes:t={},deprecations:e=[],inject:r={}}=i,n={normalizedInjections:Tf(r),parsedDeprecations:oy(e)};t&&(n.propValidators=bf(t)),i.instance=n;let o={};t&&(o=Object.entries(t).reduce((s,[a,c])=>{let l=c?.value;return l&&(s[a]=l),s},{})),i.defaultUniforms={...i.defaultUniforms,...o}}function qs(i,t,e){i.deprecations?.forEach(r=>{r.regex?.test(t)&&(r.deprecated?e.deprecated(r.old,r.new)():e.removed(r.old,r.new)())})}function oy(i){return i.forEach(t=>{t.type==="function"?t.regex=new RegExp(`\\b${t.old}\\(`):t.regex=new RegExp(`${t.type} ${t.old};`)}),i}function Ge(i){We(i);let t={},e={};Mf({modules:i,level:0,moduleMap:t,moduleDepth:e});let r=Object.keys(e).sort((n,o)=>e[o]-e[n]).map(n=>t[n]);return We(r),r}function Mf(i){let{modules:t,level:e,moduleMap:r,moduleDepth:n}=i;if(e>=5)throw new Error("Possible loop in shader dependency graph");for(let o of t)r[o.name]=o,(n[o.name]===void 0||n[o.name]<e)&&(n[o.name]=e);for(let o of t)o.dependencies&&Mf({modules:o.dependencies,level:e+1,moduleMap:r,moduleDepth:n})}var sy=/^(?:uniform\s+)?(?:(?:lowp|mediump|highp)\s+)?[A-Za-z0-9_]+(?:<[^>]+>)?\s+([A-Za-z0-9_]+)(?:\s*\[[^\]]+\])?\s*;/,ay=/((?:layout\s*\([^)]*\)\s*)*)uniform\s+([A-Za-z_][A-Za-z0-9_]*)\s*\{([\s\S]*?)\}\s*([A-Za-z_][A-Za-z0-9_]*)?\s*;/g;function Cf(i){return`${i.name}Uniforms`}function cy(i,t){let e=t==="wgsl"?i.source:t==="vertex"?i.vs:i.fs;if(!e)return null;let r=Cf(i);return fy(e,t==="wgsl"?"wgsl":"glsl",r)}function ly(i,t){let e=Object.keys(i.uniformTypes||{});if(!e.length)return null;let r=cy(i,t);return r?{moduleName:i.name,uniformBlockName:Cf(i),stage:t,expectedUniformNames:e,actualUniformNames:r,matches:dy(e,r)}:null}function Of(i,t,e={}){let r=ly(i,t);if(!r||r.matches)return r;let n=py(r);return e.log?.error?.(n,r)(),e.throwOnError!==!1&&pe(!1,n),r}function If(i){let t=[],e=gy(i);for(let r of e.matchAll(ay)){let n=r[1]?.trim()||null;t.push({blockName:r[2],body:r[3],instanceName:r[4]||null,layoutQualifier:n,hasLayoutQualifier:!!n,isStd140:!!(n&&/\blayout\s*\([^)]*\bstd140\b[^)]*\)/.exec(n))})}return t}function Rf(i,t,e,r){let n=If(i).filter(s=>!s.isStd140),o=new Set;for(let s of n){if(o.has(s.blockName))continue;o.add(s.blockName);let a=r?.label?`${r.label} `:"",c=s.hasLayoutQualifier?`declares ${my(s.layoutQualifier)} instead of layout(std140)`:"does not declare layout(std140)",l=`${a}${t} shader uniform block ${s.blockName} ${c}. luma.gl host-side shader block packing assumes explicit layout(std140) for GLSL uniform blocks. Add \`layout(std140)\` to the block declaration.`;e?.warn?.(l,s)()}return n}function fy(i,t,e){let r=t==="wgsl"?uy(i,e):hy(i,e);if(!r)return null;let n=[];for(let o of r.split(`
`)){let s=o.replace(/\/\/.*$/,"").trim();if(!s||s.startsWith("#"))continue;let a=t==="wgsl"?s.match(/^([A-Za-z0-9_]+)\s*:/):s.match(sy);a&&n.push(a[1])}return n}function uy(i,t){let e=new RegExp(`\\bstruct\\s+${t}\\b`,"m").exec(i);if(!e)return null;let r=i.indexOf("{",e.index);if(r<0)return null;let n=0;for(let o=r;o<i.length;o++){let s=i[o];if(s==="{"){n++;continue}if(s==="}"&&(n--,n===0))return i.slice(r+1,o)}return null}function hy(i,t){return If(i).find(r=>r.blockName===t)?.body||null}function dy(i,t){if(i.length!==t.length)return!1;for(let e=0;e<i.length;e++)if(i[e]!==t[e])return!1;return!0}function py(i){let{expectedUniformNames:t,actualUniformNames:e}=i,r=t.filter(a=>!e.includes(a)),n=e.filter(a=>!t.includes(a)),o=[`Expected ${t.length} fields, found ${e.length}.`],s=yy(t,e);return s&&o.push(s),r.length&&o.push(`Missing from shader block (${r.length}): ${Af(r)}.`),n.length&&o.push(`Unexpected in shader block (${n.length}): ${Af(n)}.`),t.length<=12&&e.length<=12&&(r.length||n.length)&&(o.push(`Expected: ${t.join(", ")}.`),o.push(`Actual: ${e.join(", ")}.`)),`${i.moduleName}: ${i.stage} shader uniform block ${i.uniformBlockName} does not match module.uniformTypes. ${o.join(" ")}`}function gy(i){return i.replace(/\/\*[\s\S]*?\*\//g,"").replace(/\/\/.*$/gm,"")}function my(i){return i.replace(/\s+/g," ").trim()}function yy(i,t){let e=Math.min(i.length,t.length);for(let r=0;r<e;r++)if(i[r]!==t[r])return`First mismatch at field ${r+1}: expected ${i[r]}, found ${t[r]}.`;return i.length>t.length?`Shader block ends after field ${t.length}; expected next field ${i[t.length]}.`:t.length>i.length?`Shader block has extra field ${t.length}: ${t[i.length]}.`:null}function Af(i,t=8){if(i.length<=t)return i.join(", ");let e=i.length-t;return`${i.slice(0,t).join(", ")}, ... (${e} more)`}function kf(i){switch(i?.gpu.toLowerCase()){case"apple":return`#define APPLE_GPU
// Apple optimizes away the calculation necessary for emulated fp64
#define LUMA_FP64_CODE_ELIMINATION_WORKAROUND 1
#define LUMA_FP32_TAN_PRECISION_WORKAROUND 1
// Intel GPU doesn't have full 32 bits precision in same cases, causes overflow
#define LUMA_FP64_HIGH_BITS_OVERFLOW_WORKAROUND 1
`;case"nvidia":return`#define NVIDIA_GPU
// Nvidia optimizes away the calculation necessary for emulated fp64
#define LUMA_FP64_CODE_ELIMINATION_WORKAROUND 1
`;case"intel":return`#define INTEL_GPU
// Intel optimizes away the calculation necessary for emulated fp64
#define LUMA_FP64_CODE_ELIMINATION_WORKAROUND 1
// Intel's built-in 'tan' function doesn't have acceptable precision
#define LUMA_FP32_TAN_PRECISION_WORKAROUND 1
// Intel GPU doesn't have full 32 bits precision in same cases, causes overflow
#define LUMA_FP64_HIGH_BITS_OVERFLOW_WORKAROUND 1
`;case"amd":return`#define AMD_GPU
`;default:return`#define DEFAULT_GPU
// Prevent driver from optimizing away the calculation necessary for emulated fp64
#define LUMA_FP64_CODE_ELIMINATION_WORKAROUND 1
// Headless Chrome's software shader 'tan' function doesn't have acceptable precision
#define LUMA_FP32_TAN_PRECISION_WORKAROUND 1
// If the GPU doesn't have full 32 bits precision, will causes overflow
#define LUMA_FP64_HIGH_BITS_OVERFLOW_WORKAROUND 1
`}}function Df(i,t){if(Number(i.match(/^#version[ \t]+(\d+)/m)?.[1]||100)!==300)throw new Error("luma.gl v9 only supports GLSL 3.00 shader sources");switch(t){case"vertex":return i=Nf(i,_y),i;case"fragment":return i=Nf(i,xy),i;default:throw new Error(t)}}var zf=[[/^(#version[ \t]+(100|300[ \t]+es))?[ \t]*\n/,`#version 300 es
`],[/\btexture(2D|2DProj|Cube)Lod(EXT)?\(/g,"textureLod("],[/\btexture(2D|2DProj|Cube)(EXT)?\(/g,"texture("]],_y=[...zf,[Zs("attribute"),"in $1"],[Zs("varying"),"out $1"]],xy=[...zf,[Zs("varying"),"in $1"]];function Nf(i,t){for(let[e,r]of t)i=i.replace(e,r);return i}function Zs(i){return new RegExp(`\\b${i}[ \\t]+(\\w+[ \\t]+\\w+(\\[\\w+\\])?;)`,"g")}function Xs(i,t){let e="";for(let r in i){let n=i[r];if(e+=`void ${n.signature} {
`,n.header&&(e+=`  ${n.header}`),t[r]){let o=t[r];o.sort((s,a)=>s.order-a.order);for(let s of o)e+=`  ${s.injection}
`}n.footer&&(e+=`  ${n.footer}`),e+=`}
`}return e}function Ks(i){let t={vertex:{},fragment:{}};for(let e of i){let r,n;typeof e!="string"?(r=e,n=r.hook):(r={},n=e),n=n.trim();let[o,s]=n.split(":"),a=n.replace(/\(.+/,""),c=Object.assign(r,{signature:s});switch(o){case"vs":t.vertex[a]=c;break;case"fs":t.fragment[a]=c;break;default:throw new Error(o)}}return t}function Ff(i,t){return{name:vy(i,t),language:"glsl",version:wy(i)}}function vy(i,t="unnamed"){let r=/#define[^\S\r\n]*SHADER_NAME[^\S\r\n]*([A-Za-z0-9_-]+)\s*/.exec(i);return r?r[1]:t}function wy(i){let t=100,e=i.match(/[^\s]+/g);if(e&&e.length>=2&&e[0]==="#version"){let r=parseInt(e[1],10);Number.isFinite(r)&&(t=r)}if(t!==100&&t!==300)throw new Error(`Invalid GLSL version ${t}`);return t}var ct="(?:var<\\s*(uniform|storage(?:\\s*,\\s*[A-Za-z_][A-Za-z0-9_]*)?)\\s*>|var)\\s+([A-Za-z_][A-Za-z0-9_]*)";var $e=[new RegExp(`@binding\\(\\s*(auto|\\d+)\\s*\\)\\s*@group\\(\\s*(\\d+)\\s*\\)\\s*${ct}`,"g"),new RegExp(`@group\\(\\s*(\\d+)\\s*\\)\\s*@binding\\(\\s*(auto|\\d+)\\s*\\)\\s*${ct}`,"g")],In=[new RegExp(`@binding\\(\\s*(auto|\\d+)\\s*\\)\\s*@group\\(\\s*(\\d+)\\s*\\)\\s*${ct}`,"g"),new RegExp(`@group\\(\\s*(\\d+)\\s*\\)\\s*@binding\\(\\s*(auto|\\d+)\\s*\\)\\s*${ct}`,"g")],Bf=[new RegExp(`@binding\\(\\s*(\\d+)\\s*\\)\\s*@group\\(\\s*(\\d+)\\s*\\)\\s*${ct}`,"g"),new RegExp(`@group\\(\\s*(\\d+)\\s*\\)\\s*@binding\\(\\s*(\\d+)\\s*\\)\\s*${ct}`,"g")],by=[new RegExp(`@binding\\(\\s*(auto)\\s*\\)\\s*@group\\(\\s*(\\d+)\\s*\\)\\s*${ct}`,"g"),new RegExp(`@group\\(\\s*(\\d+)\\s*\\)\\s*@binding\\(\\s*(auto)\\s*\\)\\s*${ct}`,"g"),new RegExp(`@binding\\(\\s*(auto)\\s*\\)\\s*@group\\(\\s*(\\d+)\\s*\\)(?:[\\s\\n\\r]*@[A-Za-z_][^\\n\\r]*)*[\\s\\n\\r]*${ct}`,"g"),new RegExp(`@group\\(\\s*(\\d+)\\s*\\)\\s*@binding\\(\\s*(auto)\\s*\\)(?:[\\s\\n\\r]*@[A-Za-z_][^\\n\\r]*)*[\\s\\n\\r]*${ct}`,"g")];function Rn(i){let t=i.split(""),e=0,r=0,n=!1,o=!1,s=!1;for(;e<i.length;){let a=i[e],c=i[e+1];if(o){s?s=!1:a==="\\"?s=!0:a==='"'&&(o=!1),e++;continue}if(n){a===`
`||a==="\r"?n=!1:t[e]=" ",e++;continue}if(r>0){if(a==="/"&&c==="*"){t[e]=" ",t[e+1]=" ",r++,e+=2;continue}if(a==="*"&&c==="/"){t[e]=" ",t[e+1]=" ",r--,e+=2;continue}a!==`
`&&a!=="\r"&&(t[e]=" "),e++;continue}if(a==='"'){o=!0,e++;continue}if(a==="/"&&c==="/"){t[e]=" ",t[e+1]=" ",n=!0,e+=2;continue}if(a==="/"&&c==="*"){t[e]=" ",t[e+1]=" ",r=1,e+=2;continue}e++}return t.join("")}function ge(i,t){let e=Rn(i),r=[];for(let n of t){n.lastIndex=0;let o;for(o=n.exec(e);o;){let s=n===t[0],a=o.index,c=o[0].length;r.push({match:i.slice(a,a+c),index:a,length:c,bindingToken:o[s?1:2],groupToken:o[s?2:1],accessDeclaration:o[3]?.trim(),name:o[4]}),o=n.exec(e)}}return r.sort((n,o)=>n.index-o.index)}function Js(i,t,e){let r=ge(i,t);if(!r.length)return i;let n="",o=0;for(let s of r)n+=i.slice(o,s.index),n+=e(s),o=s.index+s.length;return n+=i.slice(o),n}function Qs(i){return/@binding\(\s*auto\s*\)/.test(Rn(i))}function Uf(i,t){return ge(i,t===$e||t===In?by:t).find(r=>r.bindingToken==="auto")}var jf=[new RegExp(`@binding\\(\\s*(\\d+)\\s*\\)\\s*@group\\(\\s*(\\d+)\\s*\\)\\s*${ct}\\s*:\\s*([^;]+);`,"g"),new RegExp(`@group\\(\\s*(\\d+)\\s*\\)\\s*@binding\\(\\s*(\\d+)\\s*\\)\\s*${ct}\\s*:\\s*([^;]+);`,"g")];function kn(i,t=[]){let e=Rn(i),r=new Map;for(let o of t)r.set(Vf(o.name,o.group,o.location),o.moduleName);let n=[];for(let o of jf){o.lastIndex=0;let s;for(s=o.exec(e);s;){let a=o===jf[0],c=Number(s[a?1:2]),l=Number(s[a?2:1]),f=s[3]?.trim(),u=s[4],h=s[5].trim(),d=r.get(Vf(u,l,c));n.push(Py({name:u,group:l,binding:c,owner:d?"module":"application",moduleName:d,accessDeclaration:f,resourceType:h})),s=o.exec(e)}}return n.sort((o,s)=>o.group!==s.group?o.group-s.group:o.binding!==s.binding?o.binding-s.binding:o.name.localeCompare(s.name))}function Py(i){let t={name:i.name,group:i.group,binding:i.binding,owner:i.owner,kind:"unknown",moduleName:i.moduleName,resourceType:i.resourceType};if(i.accessDeclaration){let e=i.accessDeclaration.split(",").map(r=>r.trim());if(e[0]==="uniform")return{...t,kind:"uniform",access:"uniform"};if(e[0]==="storage"){let r=e[1]||"read_write";return{...t,kind:r==="read"?"read-only-storage":"storage",access:r}}}return i.resourceType==="sampler"||i.resourceType==="sampler_comparison"?{...t,kind:"sampler",samplerKind:i.resourceType==="sampler_comparison"?"comparison":"filtering"}:i.resourceType.startsWith("texture_storage_")?{...t,kind:"storage-texture",access:Sy(i.resourceType),viewDimension:Wf(i.resourceType)}:i.resourceType.startsWith("texture_")?{...t,kind:"texture",viewDimension:Wf(i.resourceType),sampleType:Ey(i.resourceType),multisampled:i.resourceType.startsWith("texture_multisampled_")}:t}function Vf(i,t,e){return`${t}:${e}:${i}`}function Wf(i){if(i.includes("cube_array"))return"cube-array";if(i.includes("2d_array"))return"2d-array";if(i.includes("cube"))return"cube";if(i.includes("3d"))return"3d";if(i.includes("2d"))return"2d";if(i.includes("1d"))return"1d"}function Ey(i){if(i.startsWith("texture_depth_"))return"depth";if(i.includes("<i32>"))return"sint";if(i.includes("<u32>"))return"uint";if(i.includes("<f32>"))return"float"}function Sy(i){return/,\s*([A-Za-z_][A-Za-z0-9_]*)\s*>$/.exec(i)?.[1]}var ta=`

${Di}
`,Fi=100,Ly=`precision highp float;
`;function Yf(i){let t=Ge(i.modules||[]),{source:e,bindingAssignments:r}=Ty(i.platformInfo,{...i,source:i.source,stage:"vertex",modules:t});return{source:e,getUniforms:Zf(t),bindingAssignments:r,bindingTable:kn(e,r)}}function qf(i){let{vs:t,fs:e}=i,r=Ge(i.modules||[]);return{vs:Gf(i.platformInfo,{...i,source:t,stage:"vertex",modules:r}),fs:Gf(i.platformInfo,{...i,source:e,stage:"fragment",modules:r}),getUniforms:Zf(r)}}function Ty(i,t){let{source:e,stage:r,modules:n,hookFunctions:o=[],inject:s={},log:a}=t;pe(typeof e=="string","shader source must be a string");let c=e,l="",f=Ks(o),u={},h={},d={};for(let y in s){let _=typeof s[y]=="string"?{injection:s[y],order:0}:s[y],w=/^(v|f)s:(#)?([\w-]+)$/.exec(y);if(w){let b=w[2],E=w[3];b?E==="decl"?h[y]=[_]:d[y]=[_]:u[y]=[_]}else d[y]=[_]}let p=n,m=Cy(c),g=Ay(m.source),x=ky(p,t._bindingRegistry,g),v=[];for(let y of p){a&&qs(y,c,a);let _=Oy(Xf(y,"wgsl",a),y,{usedBindingsByGroup:g,bindingRegistry:t._bindingRegistry,reservedBindingKeysByGroup:x});v.push(..._.bindingAssignments);let w=_.source;l+=w;let b=y.injections?.[r]||{};for(let E in b){let L=/^(v|f)s:#([\w-]+)$/.exec(E);if(L){let P=L[2]==="decl"?h:d;P[E]=P[E]||[],P[E].push(b[E])}else u[E]=u[E]||[],u[E].push(b[E])}}return l+=ta,l=zi(l,r,h),l+=Xs(f[r],u),l+=By(v),l+=m.source,l=zi(l,r,d),Fy(l),{source:l,bindingAssignments:v}}function Gf(i,t){let{source:e,stage:r,language:n="glsl",modules:o,defines:s={},hookFunctions:a=[],inject:c={},prologue:l=!0,log:f}=t;pe(typeof e=="string","shader source must be a string");let u=n==="glsl"?Ff(e).version:-1,h=i.shaderLanguageVersion,d=u===100?"#version 100":"#version 300 es",m=e.split(`
`).slice(1).join(`
`),g={};o.forEach(b=>{Object.assign(g,b.defines)}),Object.assign(g,s);let x="";switch(n){case"wgsl":break;case"glsl":x=l?`${d}

// ----- PROLOGUE -------------------------
${`#define SHADER_TYPE_${r.toUpperCase()}`}

${kf(i)}
${r==="fragment"?Ly:""}

// ----- APPLICATION DEFINES -------------------------

${My(g)}

`:`${d}
`;break}let v=Ks(a),y={},_={},w={};for(let b in c){let E=typeof c[b]=="string"?{injection:c[b],order:0}:c[b],L=/^(v|f)s:(#)?([\w-]+)$/.exec(b);if(L){let S=L[2],P=L[3];S?P==="decl"?_[b]=[E]:w[b]=[E]:y[b]=[E]}else w[b]=[E]}for(let b of o){f&&qs(b,m,f);let E=Xf(b,r,f);x+=E;let L=b.instance?.normalizedInjections[r]||{};for(let S in L){let P=/^(v|f)s:#([\w-]+)$/.exec(S);if(P){let C=P[2]==="decl"?_:w;C[S]=C[S]||[],C[S].push(L[S])}else y[S]=y[S]||[],y[S].push(L[S])}}return x+="// ----- MAIN SHADER SOURCE -------------------------",x+=ta,x=zi(x,r,_),x+=Xs(v[r],y),x+=m,x=zi(x,r,w),n==="glsl"&&u!==h&&(x=Df(x,r)),n==="glsl"&&Rf(x,r,f),x.trim()}function Zf(i){return function(e){let r={};for(let n of i){let o=n.getUniforms?.(e,r);Object.assign(r,o)}return r}}function My(i={}){let t="";for(let e in i){let r=i[e];(r||Number.isFinite(r))&&(t+=`#define ${e.toUpperCase()} ${i[e]}
`)}return t}function Xf(i,t,e){let r;switch(t){case"vertex":r=i.vs||"";break;case"fragment":r=i.fs||"";break;case"wgsl":r=i.source||"";break;default:pe(!1)}if(!i.name)throw new Error("Shader module must have a name");Of(i,t,{log:e});let n=i.name.toUpperCase().replace(/[^0-9a-z]/gi,"_"),o=`// ----- MODULE ${i.name} ---------------

`;return t!=="wgsl"&&(o+=`#define MODULE_${n}
`),o+=`${r}
`,o}function Ay(i){let t=new Map;for(let e of ge(i,Bf)){let r=Number(e.bindingToken),n=Number(e.groupToken);ea(n,r,e.name),He(t,n,r,`application binding "${e.name}"`)}return t}function Cy(i){let t=ge(i,In),e=new Map;for(let o of t){if(o.bindingToken==="auto")continue;let s=Number(o.bindingToken),a=Number(o.groupToken);ea(a,s,o.name),He(e,a,s,`application binding "${o.name}"`)}let r={sawSupportedBindingDeclaration:t.length>0},n=Js(i,In,o=>Ry(o,e,r));if(Qs(i)&&!r.sawSupportedBindingDeclaration)throw new Error('Unsupported @binding(auto) declaration form in application WGSL. Use adjacent "@group(N)" and "@binding(auto)" decorators followed by a bindable "var" declaration.');return{source:n}}function Oy(i,t,e){let r=[],o={sawSupportedBindingDeclaration:ge(i,$e).length>0,nextHintedBindingLocation:typeof t.firstBindingSlot=="number"?t.firstBindingSlot:null},s=Js(i,$e,a=>Iy(a,{module:t,context:e,bindingAssignments:r,relocationState:o}));if(Qs(i)&&!o.sawSupportedBindingDeclaration)throw new Error(`Unsupported @binding(auto) declaration form in module "${t.name}". Use adjacent "@group(N)" and "@binding(auto)" decorators followed by a bindable "var" declaration.`);return{source:s,bindingAssignments:r}}function Iy(i,t){let{module:e,context:r,bindingAssignments:n,relocationState:o}=t,{match:s,bindingToken:a,groupToken:c,name:l}=i,f=Number(c);if(a==="auto"){let h=Kf(f,e.name,l),d=r.bindingRegistry?.get(h),p=d!==void 0?d:o.nextHintedBindingLocation===null?Hf(f,r.usedBindingsByGroup):Hf(f,r.usedBindingsByGroup,o.nextHintedBindingLocation);return $f(e.name,f,p,l),d!==void 0&&Ny(r.reservedBindingKeysByGroup,f,p,h)?(n.push({moduleName:e.name,name:l,group:f,location:p}),s.replace(/@binding\(\s*auto\s*\)/,`@binding(${p})`)):(He(r.usedBindingsByGroup,f,p,`module "${e.name}" binding "${l}"`),r.bindingRegistry?.set(h,p),n.push({moduleName:e.name,name:l,group:f,location:p}),o.nextHintedBindingLocation!==null&&d===void 0&&(o.nextHintedBindingLocation=p+1),s.replace(/@binding\(\s*auto\s*\)/,`@binding(${p})`))}let u=Number(a);return $f(e.name,f,u,l),He(r.usedBindingsByGroup,f,u,`module "${e.name}" binding "${l}"`),n.push({moduleName:e.name,name:l,group:f,location:u}),s}function Ry(i,t,e){let{match:r,bindingToken:n,groupToken:o,name:s}=i,a=Number(o);if(n==="auto"){let c=zy(a,t);return ea(a,c,s),He(t,a,c,`application binding "${s}"`),r.replace(/@binding\(\s*auto\s*\)/,`@binding(${c})`)}return e.sawSupportedBindingDeclaration=!0,r}function ky(i,t,e){let r=new Map;if(!t)return r;for(let n of i)for(let o of Dy(n)){let s=Kf(o.group,n.name,o.name),a=t.get(s);if(a!==void 0){let c=r.get(o.group)||new Map,l=c.get(a);if(l&&l!==s)throw new Error(`Duplicate WGSL binding reservation for modules "${l}" and "${s}": group ${o.group}, binding ${a}.`);He(e,o.group,a,`registered module binding "${s}"`),c.set(a,s),r.set(o.group,c)}}return r}function Ny(i,t,e,r){let n=i.get(t);if(!n)return!1;let o=n.get(e);if(!o)return!1;if(o!==r)throw new Error(`Registered module binding "${r}" collided with "${o}": group ${t}, binding ${e}.`);return!0}function Dy(i){let t=[],e=i.source||"";for(let r of ge(e,$e))t.push({name:r.name,group:Number(r.groupToken)});return t}function ea(i,t,e){if(i===0&&t>=Fi)throw new Error(`Application binding "${e}" in group 0 uses reserved binding ${t}. Application-owned explicit group-0 bindings must stay below ${Fi}.`)}function $f(i,t,e,r){if(t===0&&e<Fi)throw new Error(`Module "${i}" binding "${r}" in group 0 uses reserved application binding ${e}. Module-owned explicit group-0 bindings must be ${Fi} or higher.`)}function He(i,t,e,r){let n=i.get(t)||new Set;if(n.has(e))throw new Error(`Duplicate WGSL binding assignment for ${r}: group ${t}, binding ${e}.`);n.add(e),i.set(t,n)}function Hf(i,t,e){let r=t.get(i)||new Set,n=e??(i===0?Fi:r.size>0?Math.max(...r)+1:0);for(;r.has(n);)n++;return n}function zy(i,t){let e=t.get(i)||new Set,r=0;for(;e.has(r);)r++;return r}function Fy(i){let t=Uf(i,$e);if(!t)return;let e=Uy(i,t.index);throw e?new Error(`Unresolved @binding(auto) for module "${e}" binding "${t.name}" remained in assembled WGSL source.`):jy(i,t.index)?new Error(`Unresolved @binding(auto) for application binding "${t.name}" remained in assembled WGSL source.`):new Error(`Unresolved @binding(auto) remained in assembled WGSL source near "${Vy(t.match)}".`)}function By(i){if(i.length===0)return"";let t=`// ----- MODULE WGSL BINDING ASSIGNMENTS ---------------
`;for(let e of i)t+=`// ${e.moduleName}.${e.name} -> @group(${e.group}) @binding(${e.location})
`;return t+=`
`,t}function Kf(i,t,e){return`${i}:${t}:${e}`}function Uy(i,t){let e=/^\/\/ ----- MODULE ([^\n]+) ---------------$/gm,r,n;for(n=e.exec(i);n&&n.index<=t;)r=n[1],n=e.exec(i);return r}function jy(i,t){let e=i.indexOf(ta);return e>=0?t>e:!0}function Vy(i){return i.replace(/\s+/g," ").trim()}var ia="([a-zA-Z_][a-zA-Z0-9_]*)",Wy=new RegExp(`^\\s*\\#\\s*ifdef\\s*${ia}\\s*$`),Gy=new RegExp(`^\\s*\\#\\s*ifndef\\s*${ia}\\s*(?:\\/\\/.*)?$`),$y=/^\s*\#\s*else\s*(?:\/\/.*)?$/,Hy=/^\s*\#\s*endif\s*$/,Yy=new RegExp(`^\\s*\\#\\s*ifdef\\s*${ia}\\s*(?:\\/\\/.*)?$`),qy=/^\s*\#\s*endif\s*(?:\/\/.*)?$/;function Jf(i,t){let e=i.split(`
`),r=[],n=[],o=!0;for(let s of e){let a=s.match(Yy)||s.match(Wy),c=s.match(Gy),l=s.match($y),f=s.match(qy)||s.match(Hy);if(a||c){let u=(a||c)?.[1],h=!!t?.defines?.[u],d=a?h:!h,p=o&&d;n.push({parentActive:o,branchTaken:d,active:p}),o=p}else if(l){let u=n[n.length-1];if(!u)throw new Error("Encountered #else without matching #ifdef or #ifndef");u.active=u.parentActive&&!u.branchTaken,u.branchTaken=!0,o=u.active}else f?(n.pop(),o=n.length?n[n.length-1].active:!0):o&&r.push(s)}if(n.length>0)throw new Error("Unterminated conditional block in shader source");return r.join(`
`)}var me=class i{static defaultShaderAssembler;_hookFunctions=[];_defaultModules=[];_wgslBindingRegistry=new Map;static getDefaultShaderAssembler(){return i.defaultShaderAssembler=i.defaultShaderAssembler||new i,i.defaultShaderAssembler}addDefaultModule(t){this._defaultModules.find(e=>e.name===(typeof t=="string"?t:t.name))||this._defaultModules.push(t)}removeDefaultModule(t){let e=typeof t=="string"?t:t.name;this._defaultModules=this._defaultModules.filter(r=>r.name!==e)}addShaderHook(t,e){e&&(t=Object.assign(e,{hook:t})),this._hookFunctions.push(t)}assembleWGSLShader(t){let e=this._getModuleList(t.modules),r=this._hookFunctions,{source:n,getUniforms:o,bindingAssignments:s}=Yf({...t,source:t.source,_bindingRegistry:this._wgslBindingRegistry,modules:e,hookFunctions:r}),a={...e.reduce((l,f)=>(Object.assign(l,f.defines),l),{}),...t.defines},c=t.platformInfo.shaderLanguage==="wgsl"?Jf(n,{defines:a}):n;return{source:c,getUniforms:o,modules:e,bindingAssignments:s,bindingTable:kn(c,s)}}assembleGLSLShaderPair(t){let e=this._getModuleList(t.modules),r=this._hookFunctions;return{...qf({...t,vs:t.vs,fs:t.fs,modules:e,hookFunctions:r}),modules:e}}_getModuleList(t=[]){let e=new Array(this._defaultModules.length+t.length),r={},n=0;for(let o=0,s=this._defaultModules.length;o<s;++o){let a=this._defaultModules[o],c=a.name;e[n++]=a,r[c]=!0}for(let o=0,s=t.length;o<s;++o){let a=t[o],c=a.name;r[c]||(e[n++]=a,r[c]=!0)}return e.length=n,We(e),e}};var Zy=`out vec4 transform_output;
void main() {
  transform_output = vec4(0);
}`,Xy=`#version 300 es
${Zy}`;function ra(i){let{input:t,inputChannels:e,output:r}=i||{};if(!t)return Xy;if(!e)throw new Error("inputChannels");let n=Ky(e),o=Qf(t,e);return`#version 300 es
in ${n} ${t};
out vec4 ${r};
void main() {
  ${r} = ${o};
}`}function Ky(i){switch(i){case 1:return"float";case 2:return"vec2";case 3:return"vec3";case 4:return"vec4";default:throw new Error(`invalid channels: ${i}`)}}function Qf(i,t){switch(t){case 1:return`vec4(${i}, 0.0, 0.0, 1.0)`;case 2:return`vec4(${i}, 0.0, 1.0)`;case 3:return`vec4(${i}, 1.0)`;case 4:return i;default:throw new Error(`invalid channels: ${t}`)}}var jM=1/Math.PI*180,VM=1/180*Math.PI,Jy={EPSILON:1e-12,debug:!1,precision:4,printTypes:!1,printDegrees:!1,printRowMajor:!0,_cartographicRadians:!1};globalThis.mathgl=globalThis.mathgl||{config:{...Jy}};var X=globalThis.mathgl.config;function na(i,{precision:t=X.precision}={}){return i=Qy(i),`${parseFloat(i.toPrecision(t))}`}function Ut(i){return Array.isArray(i)||ArrayBuffer.isView(i)&&!(i instanceof DataView)}function it(i,t,e){return e_(i,r=>Math.max(t,Math.min(e,r)))}function ye(i,t,e){return Ut(i)?i.map((r,n)=>ye(r,t[n],e)):e*t+(1-e)*i}function jt(i,t,e){let r=X.EPSILON;e&&(X.EPSILON=e);try{if(i===t)return!0;if(Ut(i)&&Ut(t)){if(i.length!==t.length)return!1;for(let n=0;n<i.length;++n)if(!jt(i[n],t[n]))return!1;return!0}return i&&i.equals?i.equals(t):t&&t.equals?t.equals(i):typeof i=="number"&&typeof t=="number"?Math.abs(i-t)<=X.EPSILON*Math.max(1,Math.abs(i),Math.abs(t)):!1}finally{X.EPSILON=r}}function Qy(i){return Math.round(i/X.EPSILON)*X.EPSILON}function t_(i){return i.clone?i.clone():new Array(i.length)}function e_(i,t,e){if(Ut(i)){let r=i;e=e||t_(r);for(let n=0;n<e.length&&n<r.length;++n){let o=typeof i=="number"?i:i[n];e[n]=t(o,n,e)}return e}return t(i)}var Ye=class extends Array{clone(){return new this.constructor().copy(this)}fromArray(t,e=0){for(let r=0;r<this.ELEMENTS;++r)this[r]=t[r+e];return this.check()}toArray(t=[],e=0){for(let r=0;r<this.ELEMENTS;++r)t[e+r]=this[r];return t}toObject(t){return t}from(t){return Array.isArray(t)?this.copy(t):this.fromObject(t)}to(t){return t===this?this:Ut(t)?this.toArray(t):this.toObject(t)}toTarget(t){return t?this.to(t):this}toFloat32Array(){return new Float32Array(this)}toString(){return this.formatString(X)}formatString(t){let e="";for(let r=0;r<this.ELEMENTS;++r)e+=(r>0?", ":"")+na(this[r],t);return`${t.printTypes?this.constructor.name:""}[${e}]`}equals(t){if(!t||this.length!==t.length)return!1;for(let e=0;e<this.ELEMENTS;++e)if(!jt(this[e],t[e]))return!1;return!0}exactEquals(t){if(!t||this.length!==t.length)return!1;for(let e=0;e<this.ELEMENTS;++e)if(this[e]!==t[e])return!1;return!0}negate(){for(let t=0;t<this.ELEMENTS;++t)this[t]=-this[t];return this.check()}lerp(t,e,r){if(r===void 0)return this.lerp(this,t,e);for(let n=0;n<this.ELEMENTS;++n){let o=t[n],s=typeof e=="number"?e:e[n];this[n]=o+r*(s-o)}return this.check()}min(t){for(let e=0;e<this.ELEMENTS;++e)this[e]=Math.min(t[e],this[e]);return this.check()}max(t){for(let e=0;e<this.ELEMENTS;++e)this[e]=Math.max(t[e],this[e]);return this.check()}clamp(t,e){for(let r=0;r<this.ELEMENTS;++r)this[r]=Math.min(Math.max(this[r],t[r]),e[r]);return this.check()}add(...t){for(let e of t)for(let r=0;r<this.ELEMENTS;++r)this[r]+=e[r];return this.check()}subtract(...t){for(let e of t)for(let r=0;r<this.ELEMENTS;++r)this[r]-=e[r];return this.check()}scale(t){if(typeof t=="number")for(let e=0;e<this.ELEMENTS;++e)this[e]*=t;else for(let e=0;e<this.ELEMENTS&&e<t.length;++e)this[e]*=t[e];return this.check()}multiplyByScalar(t){for(let e=0;e<this.ELEMENTS;++e)this[e]*=t;return this.check()}check(){if(X.debug&&!this.validate())throw new Error(`math.gl: ${this.constructor.name} some fields set to invalid numbers'`);return this}validate(){let t=this.length===this.ELEMENTS;for(let e=0;e<this.ELEMENTS;++e)t=t&&Number.isFinite(this[e]);return t}sub(t){return this.subtract(t)}setScalar(t){for(let e=0;e<this.ELEMENTS;++e)this[e]=t;return this.check()}addScalar(t){for(let e=0;e<this.ELEMENTS;++e)this[e]+=t;return this.check()}subScalar(t){return this.addScalar(-t)}multiplyScalar(t){for(let e=0;e<this.ELEMENTS;++e)this[e]*=t;return this.check()}divideScalar(t){return this.multiplyByScalar(1/t)}clampScalar(t,e){for(let r=0;r<this.ELEMENTS;++r)this[r]=Math.min(Math.max(this[r],t),e);return this.check()}get elements(){return this}};function i_(i,t){if(i.length!==t)return!1;for(let e=0;e<i.length;++e)if(!Number.isFinite(i[e]))return!1;return!0}function J(i){if(!Number.isFinite(i))throw new Error(`Invalid number ${JSON.stringify(i)}`);return i}function Nn(i,t,e=""){if(X.debug&&!i_(i,t))throw new Error(`math.gl: ${e} some fields set to invalid numbers'`);return i}function oa(i,t){if(!i)throw new Error(`math.gl assertion ${t}`)}var Dn=class extends Ye{get x(){return this[0]}set x(t){this[0]=J(t)}get y(){return this[1]}set y(t){this[1]=J(t)}len(){return Math.sqrt(this.lengthSquared())}magnitude(){return this.len()}lengthSquared(){let t=0;for(let e=0;e<this.ELEMENTS;++e)t+=this[e]*this[e];return t}magnitudeSquared(){return this.lengthSquared()}distance(t){return Math.sqrt(this.distanceSquared(t))}distanceSquared(t){let e=0;for(let r=0;r<this.ELEMENTS;++r){let n=this[r]-t[r];e+=n*n}return J(e)}dot(t){let e=0;for(let r=0;r<this.ELEMENTS;++r)e+=this[r]*t[r];return J(e)}normalize(){let t=this.magnitude();if(t!==0)for(let e=0;e<this.ELEMENTS;++e)this[e]/=t;return this.check()}multiply(...t){for(let e of t)for(let r=0;r<this.ELEMENTS;++r)this[r]*=e[r];return this.check()}divide(...t){for(let e of t)for(let r=0;r<this.ELEMENTS;++r)this[r]/=e[r];return this.check()}lengthSq(){return this.lengthSquared()}distanceTo(t){return this.distance(t)}distanceToSquared(t){return this.distanceSquared(t)}getComponent(t){return oa(t>=0&&t<this.ELEMENTS,"index is out of range"),J(this[t])}setComponent(t,e){return oa(t>=0&&t<this.ELEMENTS,"index is out of range"),this[t]=e,this.check()}addVectors(t,e){return this.copy(t).add(e)}subVectors(t,e){return this.copy(t).subtract(e)}multiplyVectors(t,e){return this.copy(t).multiply(e)}addScaledVector(t,e){return this.add(new this.constructor(t).multiplyScalar(e))}};var vt={};bi(vt,{add:()=>a_,angle:()=>L_,ceil:()=>c_,clone:()=>r_,copy:()=>o_,create:()=>tu,cross:()=>x_,dist:()=>N_,distance:()=>nu,div:()=>k_,divide:()=>ru,dot:()=>__,equals:()=>C_,exactEquals:()=>A_,floor:()=>l_,forEach:()=>F_,fromValues:()=>n_,inverse:()=>m_,len:()=>O_,length:()=>su,lerp:()=>v_,max:()=>u_,min:()=>f_,mul:()=>R_,multiply:()=>iu,negate:()=>g_,normalize:()=>y_,random:()=>w_,rotate:()=>S_,round:()=>h_,scale:()=>d_,scaleAndAdd:()=>p_,set:()=>s_,sqrDist:()=>D_,sqrLen:()=>z_,squaredDistance:()=>ou,squaredLength:()=>au,str:()=>M_,sub:()=>I_,subtract:()=>eu,transformMat2:()=>b_,transformMat2d:()=>P_,transformMat3:()=>E_,transformMat4:()=>sa,zero:()=>T_});var $=typeof Float32Array<"u"?Float32Array:Array,Rt=Math.random;function dt(i){return i>=0?Math.round(i):i%.5===0?Math.floor(i):Math.round(i)}var QM=Math.PI/180;function tu(){let i=new $(2);return $!=Float32Array&&(i[0]=0,i[1]=0),i}function r_(i){let t=new $(2);return t[0]=i[0],t[1]=i[1],t}function n_(i,t){let e=new $(2);return e[0]=i,e[1]=t,e}function o_(i,t){return i[0]=t[0],i[1]=t[1],i}function s_(i,t,e){return i[0]=t,i[1]=e,i}function a_(i,t,e){return i[0]=t[0]+e[0],i[1]=t[1]+e[1],i}function eu(i,t,e){return i[0]=t[0]-e[0],i[1]=t[1]-e[1],i}function iu(i,t,e){return i[0]=t[0]*e[0],i[1]=t[1]*e[1],i}function ru(i,t,e){return i[0]=t[0]/e[0],i[1]=t[1]/e[1],i}function c_(i,t){return i[0]=Math.ceil(t[0]),i[1]=Math.ceil(t[1]),i}function l_(i,t){return i[0]=Math.floor(t[0]),i[1]=Math.floor(t[1]),i}function f_(i,t,e){return i[0]=Math.min(t[0],e[0]),i[1]=Math.min(t[1],e[1]),i}function u_(i,t,e){return i[0]=Math.max(t[0],e[0]),i[1]=Math.max(t[1],e[1]),i}function h_(i,t){return i[0]=dt(t[0]),i[1]=dt(t[1]),i}function d_(i,t,e){return i[0]=t[0]*e,i[1]=t[1]*e,i}function p_(i,t,e,r){return i[0]=t[0]+e[0]*r,i[1]=t[1]+e[1]*r,i}function nu(i,t){let e=t[0]-i[0],r=t[1]-i[1];return Math.sqrt(e*e+r*r)}function ou(i,t){let e=t[0]-i[0],r=t[1]-i[1];return e*e+r*r}function su(i){let t=i[0],e=i[1];return Math.sqrt(t*t+e*e)}function au(i){let t=i[0],e=i[1];return t*t+e*e}function g_(i,t){return i[0]=-t[0],i[1]=-t[1],i}function m_(i,t){return i[0]=1/t[0],i[1]=1/t[1],i}function y_(i,t){let e=t[0],r=t[1],n=e*e+r*r;return n>0&&(n=1/Math.sqrt(n)),i[0]=t[0]*n,i[1]=t[1]*n,i}function __(i,t){return i[0]*t[0]+i[1]*t[1]}function x_(i,t,e){let r=t[0]*e[1]-t[1]*e[0];return i[0]=i[1]=0,i[2]=r,i}function v_(i,t,e,r){let n=t[0],o=t[1];return i[0]=n+r*(e[0]-n),i[1]=o+r*(e[1]-o),i}function w_(i,t){t=t===void 0?1:t;let e=Rt()*2*Math.PI;return i[0]=Math.cos(e)*t,i[1]=Math.sin(e)*t,i}function b_(i,t,e){let r=t[0],n=t[1];return i[0]=e[0]*r+e[2]*n,i[1]=e[1]*r+e[3]*n,i}function P_(i,t,e){let r=t[0],n=t[1];return i[0]=e[0]*r+e[2]*n+e[4],i[1]=e[1]*r+e[3]*n+e[5],i}function E_(i,t,e){let r=t[0],n=t[1];return i[0]=e[0]*r+e[3]*n+e[6],i[1]=e[1]*r+e[4]*n+e[7],i}function sa(i,t,e){let r=t[0],n=t[1];return i[0]=e[0]*r+e[4]*n+e[12],i[1]=e[1]*r+e[5]*n+e[13],i}function S_(i,t,e,r){let n=t[0]-e[0],o=t[1]-e[1],s=Math.sin(r),a=Math.cos(r);return i[0]=n*a-o*s+e[0],i[1]=n*s+o*a+e[1],i}function L_(i,t){let e=i[0],r=i[1],n=t[0],o=t[1],s=Math.sqrt((e*e+r*r)*(n*n+o*o)),a=s&&(e*n+r*o)/s;return Math.acos(Math.min(Math.max(a,-1),1))}function T_(i){return i[0]=0,i[1]=0,i}function M_(i){return`vec2(${i[0]}, ${i[1]})`}function A_(i,t){return i[0]===t[0]&&i[1]===t[1]}function C_(i,t){let e=i[0],r=i[1],n=t[0],o=t[1];return Math.abs(e-n)<=1e-6*Math.max(1,Math.abs(e),Math.abs(n))&&Math.abs(r-o)<=1e-6*Math.max(1,Math.abs(r),Math.abs(o))}var O_=su,I_=eu,R_=iu,k_=ru,N_=nu,D_=ou,z_=au,F_=(function(){let i=tu();return function(t,e,r,n,o,s){let a,c;for(e||(e=2),r||(r=0),n?c=Math.min(n*e+r,t.length):c=t.length,a=r;a<c;a+=e)i[0]=t[a],i[1]=t[a+1],o(i,i,s),t[a]=i[0],t[a+1]=i[1];return t}})();function cu(i,t,e){let r=t[0],n=t[1],o=e[3]*r+e[7]*n||1;return i[0]=(e[0]*r+e[4]*n)/o,i[1]=(e[1]*r+e[5]*n)/o,i}function Fn(i,t,e){let r=t[0],n=t[1],o=t[2],s=e[3]*r+e[7]*n+e[11]*o||1;return i[0]=(e[0]*r+e[4]*n+e[8]*o)/s,i[1]=(e[1]*r+e[5]*n+e[9]*o)/s,i[2]=(e[2]*r+e[6]*n+e[10]*o)/s,i}function lu(i,t,e){let r=t[0],n=t[1];return i[0]=e[0]*r+e[2]*n,i[1]=e[1]*r+e[3]*n,i[2]=t[2],i}var lt={};bi(lt,{add:()=>W_,angle:()=>pa,bezier:()=>rx,ceil:()=>G_,clone:()=>B_,copy:()=>j_,create:()=>fu,cross:()=>ca,dist:()=>hx,distance:()=>gu,div:()=>ux,divide:()=>pu,dot:()=>aa,equals:()=>cx,exactEquals:()=>ax,floor:()=>$_,forEach:()=>mx,fromValues:()=>U_,hermite:()=>ix,inverse:()=>J_,len:()=>px,length:()=>uu,lerp:()=>tx,max:()=>Y_,min:()=>H_,mul:()=>fx,multiply:()=>du,negate:()=>K_,normalize:()=>Q_,random:()=>nx,rotateX:()=>ua,rotateY:()=>ha,rotateZ:()=>da,round:()=>q_,scale:()=>Z_,scaleAndAdd:()=>X_,set:()=>V_,slerp:()=>ex,sqrDist:()=>dx,sqrLen:()=>gx,squaredDistance:()=>mu,squaredLength:()=>yu,str:()=>sx,sub:()=>lx,subtract:()=>hu,transformMat3:()=>la,transformMat4:()=>Bi,transformQuat:()=>fa,zero:()=>ox});function fu(){let i=new $(3);return $!=Float32Array&&(i[0]=0,i[1]=0,i[2]=0),i}function B_(i){let t=new $(3);return t[0]=i[0],t[1]=i[1],t[2]=i[2],t}function uu(i){let t=i[0],e=i[1],r=i[2];return Math.sqrt(t*t+e*e+r*r)}function U_(i,t,e){let r=new $(3);return r[0]=i,r[1]=t,r[2]=e,r}function j_(i,t){return i[0]=t[0],i[1]=t[1],i[2]=t[2],i}function V_(i,t,e,r){return i[0]=t,i[1]=e,i[2]=r,i}function W_(i,t,e){return i[0]=t[0]+e[0],i[1]=t[1]+e[1],i[2]=t[2]+e[2],i}function hu(i,t,e){return i[0]=t[0]-e[0],i[1]=t[1]-e[1],i[2]=t[2]-e[2],i}function du(i,t,e){return i[0]=t[0]*e[0],i[1]=t[1]*e[1],i[2]=t[2]*e[2],i}function pu(i,t,e){return i[0]=t[0]/e[0],i[1]=t[1]/e[1],i[2]=t[2]/e[2],i}function G_(i,t){return i[0]=Math.ceil(t[0]),i[1]=Math.ceil(t[1]),i[2]=Math.ceil(t[2]),i}function $_(i,t){return i[0]=Math.floor(t[0]),i[1]=Math.floor(t[1]),i[2]=Math.floor(t[2]),i}function H_(i,t,e){return i[0]=Math.min(t[0],e[0]),i[1]=Math.min(t[1],e[1]),i[2]=Math.min(t[2],e[2]),i}function Y_(i,t,e){return i[0]=Math.max(t[0],e[0]),i[1]=Math.max(t[1],e[1]),i[2]=Math.max(t[2],e[2]),i}function q_(i,t){return i[0]=dt(t[0]),i[1]=dt(t[1]),i[2]=dt(t[2]),i}function Z_(i,t,e){return i[0]=t[0]*e,i[1]=t[1]*e,i[2]=t[2]*e,i}function X_(i,t,e,r){return i[0]=t[0]+e[0]*r,i[1]=t[1]+e[1]*r,i[2]=t[2]+e[2]*r,i}function gu(i,t){let e=t[0]-i[0],r=t[1]-i[1],n=t[2]-i[2];return Math.sqrt(e*e+r*r+n*n)}function mu(i,t){let e=t[0]-i[0],r=t[1]-i[1],n=t[2]-i[2];return e*e+r*r+n*n}function yu(i){let t=i[0],e=i[1],r=i[2];return t*t+e*e+r*r}function K_(i,t){return i[0]=-t[0],i[1]=-t[1],i[2]=-t[2],i}function J_(i,t){return i[0]=1/t[0],i[1]=1/t[1],i[2]=1/t[2],i}function Q_(i,t){let e=t[0],r=t[1],n=t[2],o=e*e+r*r+n*n;return o>0&&(o=1/Math.sqrt(o)),i[0]=t[0]*o,i[1]=t[1]*o,i[2]=t[2]*o,i}function aa(i,t){return i[0]*t[0]+i[1]*t[1]+i[2]*t[2]}function ca(i,t,e){let r=t[0],n=t[1],o=t[2],s=e[0],a=e[1],c=e[2];return i[0]=n*c-o*a,i[1]=o*s-r*c,i[2]=r*a-n*s,i}function tx(i,t,e,r){let n=t[0],o=t[1],s=t[2];return i[0]=n+r*(e[0]-n),i[1]=o+r*(e[1]-o),i[2]=s+r*(e[2]-s),i}function ex(i,t,e,r){let n=Math.acos(Math.min(Math.max(aa(t,e),-1),1)),o=Math.sin(n),s=Math.sin((1-r)*n)/o,a=Math.sin(r*n)/o;return i[0]=s*t[0]+a*e[0],i[1]=s*t[1]+a*e[1],i[2]=s*t[2]+a*e[2],i}function ix(i,t,e,r,n,o){let s=o*o,a=s*(2*o-3)+1,c=s*(o-2)+o,l=s*(o-1),f=s*(3-2*o);return i[0]=t[0]*a+e[0]*c+r[0]*l+n[0]*f,i[1]=t[1]*a+e[1]*c+r[1]*l+n[1]*f,i[2]=t[2]*a+e[2]*c+r[2]*l+n[2]*f,i}function rx(i,t,e,r,n,o){let s=1-o,a=s*s,c=o*o,l=a*s,f=3*o*a,u=3*c*s,h=c*o;return i[0]=t[0]*l+e[0]*f+r[0]*u+n[0]*h,i[1]=t[1]*l+e[1]*f+r[1]*u+n[1]*h,i[2]=t[2]*l+e[2]*f+r[2]*u+n[2]*h,i}function nx(i,t){t=t===void 0?1:t;let e=Rt()*2*Math.PI,r=Rt()*2-1,n=Math.sqrt(1-r*r)*t;return i[0]=Math.cos(e)*n,i[1]=Math.sin(e)*n,i[2]=r*t,i}function Bi(i,t,e){let r=t[0],n=t[1],o=t[2],s=e[3]*r+e[7]*n+e[11]*o+e[15];return s=s||1,i[0]=(e[0]*r+e[4]*n+e[8]*o+e[12])/s,i[1]=(e[1]*r+e[5]*n+e[9]*o+e[13])/s,i[2]=(e[2]*r+e[6]*n+e[10]*o+e[14])/s,i}function la(i,t,e){let r=t[0],n=t[1],o=t[2];return i[0]=r*e[0]+n*e[3]+o*e[6],i[1]=r*e[1]+n*e[4]+o*e[7],i[2]=r*e[2]+n*e[5]+o*e[8],i}function fa(i,t,e){let r=e[0],n=e[1],o=e[2],s=e[3],a=t[0],c=t[1],l=t[2],f=n*l-o*c,u=o*a-r*l,h=r*c-n*a,d=n*h-o*u,p=o*f-r*h,m=r*u-n*f,g=s*2;return f*=g,u*=g,h*=g,d*=2,p*=2,m*=2,i[0]=a+f+d,i[1]=c+u+p,i[2]=l+h+m,i}function ua(i,t,e,r){let n=[],o=[];return n[0]=t[0]-e[0],n[1]=t[1]-e[1],n[2]=t[2]-e[2],o[0]=n[0],o[1]=n[1]*Math.cos(r)-n[2]*Math.sin(r),o[2]=n[1]*Math.sin(r)+n[2]*Math.cos(r),i[0]=o[0]+e[0],i[1]=o[1]+e[1],i[2]=o[2]+e[2],i}function ha(i,t,e,r){let n=[],o=[];return n[0]=t[0]-e[0],n[1]=t[1]-e[1],n[2]=t[2]-e[2],o[0]=n[2]*Math.sin(r)+n[0]*Math.cos(r),o[1]=n[1],o[2]=n[2]*Math.cos(r)-n[0]*Math.sin(r),i[0]=o[0]+e[0],i[1]=o[1]+e[1],i[2]=o[2]+e[2],i}function da(i,t,e,r){let n=[],o=[];return n[0]=t[0]-e[0],n[1]=t[1]-e[1],n[2]=t[2]-e[2],o[0]=n[0]*Math.cos(r)-n[1]*Math.sin(r),o[1]=n[0]*Math.sin(r)+n[1]*Math.cos(r),o[2]=n[2],i[0]=o[0]+e[0],i[1]=o[1]+e[1],i[2]=o[2]+e[2],i}function pa(i,t){let e=i[0],r=i[1],n=i[2],o=t[0],s=t[1],a=t[2],c=Math.sqrt((e*e+r*r+n*n)*(o*o+s*s+a*a)),l=c&&aa(i,t)/c;return Math.acos(Math.min(Math.max(l,-1),1))}function ox(i){return i[0]=0,i[1]=0,i[2]=0,i}function sx(i){return`vec3(${i[0]}, ${i[1]}, ${i[2]})`}function ax(i,t){return i[0]===t[0]&&i[1]===t[1]&&i[2]===t[2]}function cx(i,t){let e=i[0],r=i[1],n=i[2],o=t[0],s=t[1],a=t[2];return Math.abs(e-o)<=1e-6*Math.max(1,Math.abs(e),Math.abs(o))&&Math.abs(r-s)<=1e-6*Math.max(1,Math.abs(r),Math.abs(s))&&Math.abs(n-a)<=1e-6*Math.max(1,Math.abs(n),Math.abs(a))}var lx=hu,fx=du,ux=pu,hx=gu,dx=mu,px=uu,gx=yu,mx=(function(){let i=fu();return function(t,e,r,n,o,s){let a,c;for(e||(e=3),r||(r=0),n?c=Math.min(n*e+r,t.length):c=t.length,a=r;a<c;a+=e)i[0]=t[a],i[1]=t[a+1],i[2]=t[a+2],o(i,i,s),t[a]=i[0],t[a+1]=i[1],t[a+2]=i[2];return t}})();var ga=[0,0,0],Bn,Q=class i extends Dn{static get ZERO(){return Bn||(Bn=new i(0,0,0),Object.freeze(Bn)),Bn}constructor(t=0,e=0,r=0){super(-0,-0,-0),arguments.length===1&&Ut(t)?this.copy(t):(X.debug&&(J(t),J(e),J(r)),this[0]=t,this[1]=e,this[2]=r)}set(t,e,r){return this[0]=t,this[1]=e,this[2]=r,this.check()}copy(t){return this[0]=t[0],this[1]=t[1],this[2]=t[2],this.check()}fromObject(t){return X.debug&&(J(t.x),J(t.y),J(t.z)),this[0]=t.x,this[1]=t.y,this[2]=t.z,this.check()}toObject(t){return t.x=this[0],t.y=this[1],t.z=this[2],t}get ELEMENTS(){return 3}get z(){return this[2]}set z(t){this[2]=J(t)}angle(t){return pa(this,t)}cross(t){return ca(this,this,t),this.check()}rotateX({radians:t,origin:e=ga}){return ua(this,this,e,t),this.check()}rotateY({radians:t,origin:e=ga}){return ha(this,this,e,t),this.check()}rotateZ({radians:t,origin:e=ga}){return da(this,this,e,t),this.check()}transform(t){return this.transformAsPoint(t)}transformAsPoint(t){return Bi(this,this,t),this.check()}transformAsVector(t){return Fn(this,this,t),this.check()}transformByMatrix3(t){return la(this,this,t),this.check()}transformByMatrix2(t){return lu(this,this,t),this.check()}transformByQuaternion(t){return fa(this,this,t),this.check()}};var Un=class extends Ye{toString(){let t="[";if(X.printRowMajor){t+="row-major:";for(let e=0;e<this.RANK;++e)for(let r=0;r<this.RANK;++r)t+=` ${this[r*this.RANK+e]}`}else{t+="column-major:";for(let e=0;e<this.ELEMENTS;++e)t+=` ${this[e]}`}return t+="]",t}getElementIndex(t,e){return e*this.RANK+t}getElement(t,e){return this[e*this.RANK+t]}setElement(t,e,r){return this[e*this.RANK+t]=J(r),this}getColumn(t,e=new Array(this.RANK).fill(-0)){let r=t*this.RANK;for(let n=0;n<this.RANK;++n)e[n]=this[r+n];return e}setColumn(t,e){let r=t*this.RANK;for(let n=0;n<this.RANK;++n)this[r+n]=e[n];return this}};var Y={};bi(Y,{add:()=>jx,adjoint:()=>bx,clone:()=>_x,copy:()=>xx,create:()=>yx,decompose:()=>Ix,determinant:()=>_a,equals:()=>$x,exactEquals:()=>Gx,frob:()=>Ux,fromQuat:()=>Sa,fromQuat2:()=>Ax,fromRotation:()=>Sx,fromRotationTranslation:()=>xu,fromRotationTranslationScale:()=>Rx,fromRotationTranslationScaleOrigin:()=>kx,fromScaling:()=>Ex,fromTranslation:()=>Px,fromValues:()=>vx,fromXRotation:()=>Lx,fromYRotation:()=>Tx,fromZRotation:()=>Mx,frustum:()=>La,getRotation:()=>Ox,getScaling:()=>vu,getTranslation:()=>Cx,identity:()=>_u,invert:()=>ya,lookAt:()=>Aa,mul:()=>Hx,multiply:()=>Ui,multiplyScalar:()=>Vx,multiplyScalarAndAdd:()=>Wx,ortho:()=>Ma,orthoNO:()=>bu,orthoZO:()=>zx,perspective:()=>Ta,perspectiveFromFieldOfView:()=>Dx,perspectiveNO:()=>wu,perspectiveZO:()=>Nx,rotate:()=>wa,rotateX:()=>ba,rotateY:()=>Pa,rotateZ:()=>Ea,scale:()=>va,set:()=>wx,str:()=>Bx,sub:()=>Yx,subtract:()=>Pu,targetTo:()=>Fx,translate:()=>xa,transpose:()=>ma});function yx(){let i=new $(16);return $!=Float32Array&&(i[1]=0,i[2]=0,i[3]=0,i[4]=0,i[6]=0,i[7]=0,i[8]=0,i[9]=0,i[11]=0,i[12]=0,i[13]=0,i[14]=0),i[0]=1,i[5]=1,i[10]=1,i[15]=1,i}function _x(i){let t=new $(16);return t[0]=i[0],t[1]=i[1],t[2]=i[2],t[3]=i[3],t[4]=i[4],t[5]=i[5],t[6]=i[6],t[7]=i[7],t[8]=i[8],t[9]=i[9],t[10]=i[10],t[11]=i[11],t[12]=i[12],t[13]=i[13],t[14]=i[14],t[15]=i[15],t}function xx(i,t){return i[0]=t[0],i[1]=t[1],i[2]=t[2],i[3]=t[3],i[4]=t[4],i[5]=t[5],i[6]=t[6],i[7]=t[7],i[8]=t[8],i[9]=t[9],i[10]=t[10],i[11]=t[11],i[12]=t[12],i[13]=t[13],i[14]=t[14],i[15]=t[15],i}function vx(i,t,e,r,n,o,s,a,c,l,f,u,h,d,p,m){let g=new $(16);return g[0]=i,g[1]=t,g[2]=e,g[3]=r,g[4]=n,g[5]=o,g[6]=s,g[7]=a,g[8]=c,g[9]=l,g[10]=f,g[11]=u,g[12]=h,g[13]=d,g[14]=p,g[15]=m,g}function wx(i,t,e,r,n,o,s,a,c,l,f,u,h,d,p,m,g){return i[0]=t,i[1]=e,i[2]=r,i[3]=n,i[4]=o,i[5]=s,i[6]=a,i[7]=c,i[8]=l,i[9]=f,i[10]=u,i[11]=h,i[12]=d,i[13]=p,i[14]=m,i[15]=g,i}function _u(i){return i[0]=1,i[1]=0,i[2]=0,i[3]=0,i[4]=0,i[5]=1,i[6]=0,i[7]=0,i[8]=0,i[9]=0,i[10]=1,i[11]=0,i[12]=0,i[13]=0,i[14]=0,i[15]=1,i}function ma(i,t){if(i===t){let e=t[1],r=t[2],n=t[3],o=t[6],s=t[7],a=t[11];i[1]=t[4],i[2]=t[8],i[3]=t[12],i[4]=e,i[6]=t[9],i[7]=t[13],i[8]=r,i[9]=o,i[11]=t[14],i[12]=n,i[13]=s,i[14]=a}else i[0]=t[0],i[1]=t[4],i[2]=t[8],i[3]=t[12],i[4]=t[1],i[5]=t[5],i[6]=t[9],i[7]=t[13],i[8]=t[2],i[9]=t[6],i[10]=t[10],i[11]=t[14],i[12]=t[3],i[13]=t[7],i[14]=t[11],i[15]=t[15];return i}function ya(i,t){let e=t[0],r=t[1],n=t[2],o=t[3],s=t[4],a=t[5],c=t[6],l=t[7],f=t[8],u=t[9],h=t[10],d=t[11],p=t[12],m=t[13],g=t[14],x=t[15],v=e*a-r*s,y=e*c-n*s,_=e*l-o*s,w=r*c-n*a,b=r*l-o*a,E=n*l-o*c,L=f*m-u*p,S=f*g-h*p,P=f*x-d*p,I=u*g-h*m,C=u*x-d*m,M=h*x-d*g,R=v*M-y*C+_*I+w*P-b*S+E*L;return R?(R=1/R,i[0]=(a*M-c*C+l*I)*R,i[1]=(n*C-r*M-o*I)*R,i[2]=(m*E-g*b+x*w)*R,i[3]=(h*b-u*E-d*w)*R,i[4]=(c*P-s*M-l*S)*R,i[5]=(e*M-n*P+o*S)*R,i[6]=(g*_-p*E-x*y)*R,i[7]=(f*E-h*_+d*y)*R,i[8]=(s*C-a*P+l*L)*R,i[9]=(r*P-e*C-o*L)*R,i[10]=(p*b-m*_+x*v)*R,i[11]=(u*_-f*b-d*v)*R,i[12]=(a*S-s*I-c*L)*R,i[13]=(e*I-r*S+n*L)*R,i[14]=(m*y-p*w-g*v)*R,i[15]=(f*w-u*y+h*v)*R,i):null}function bx(i,t){let e=t[0],r=t[1],n=t[2],o=t[3],s=t[4],a=t[5],c=t[6],l=t[7],f=t[8],u=t[9],h=t[10],d=t[11],p=t[12],m=t[13],g=t[14],x=t[15],v=e*a-r*s,y=e*c-n*s,_=e*l-o*s,w=r*c-n*a,b=r*l-o*a,E=n*l-o*c,L=f*m-u*p,S=f*g-h*p,P=f*x-d*p,I=u*g-h*m,C=u*x-d*m,M=h*x-d*g;return i[0]=a*M-c*C+l*I,i[1]=n*C-r*M-o*I,i[2]=m*E-g*b+x*w,i[3]=h*b-u*E-d*w,i[4]=c*P-s*M-l*S,i[5]=e*M-n*P+o*S,i[6]=g*_-p*E-x*y,i[7]=f*E-h*_+d*y,i[8]=s*C-a*P+l*L,i[9]=r*P-e*C-o*L,i[10]=p*b-m*_+x*v,i[11]=u*_-f*b-d*v,i[12]=a*S-s*I-c*L,i[13]=e*I-r*S+n*L,i[14]=m*y-p*w-g*v,i[15]=f*w-u*y+h*v,i}function _a(i){let t=i[0],e=i[1],r=i[2],n=i[3],o=i[4],s=i[5],a=i[6],c=i[7],l=i[8],f=i[9],u=i[10],h=i[11],d=i[12],p=i[13],m=i[14],g=i[15],x=t*s-e*o,v=t*a-r*o,y=e*a-r*s,_=l*p-f*d,w=l*m-u*d,b=f*m-u*p,E=t*b-e*w+r*_,L=o*b-s*w+a*_,S=l*y-f*v+u*x,P=d*y-p*v+m*x;return c*E-n*L+g*S-h*P}function Ui(i,t,e){let r=t[0],n=t[1],o=t[2],s=t[3],a=t[4],c=t[5],l=t[6],f=t[7],u=t[8],h=t[9],d=t[10],p=t[11],m=t[12],g=t[13],x=t[14],v=t[15],y=e[0],_=e[1],w=e[2],b=e[3];return i[0]=y*r+_*a+w*u+b*m,i[1]=y*n+_*c+w*h+b*g,i[2]=y*o+_*l+w*d+b*x,i[3]=y*s+_*f+w*p+b*v,y=e[4],_=e[5],w=e[6],b=e[7],i[4]=y*r+_*a+w*u+b*m,i[5]=y*n+_*c+w*h+b*g,i[6]=y*o+_*l+w*d+b*x,i[7]=y*s+_*f+w*p+b*v,y=e[8],_=e[9],w=e[10],b=e[11],i[8]=y*r+_*a+w*u+b*m,i[9]=y*n+_*c+w*h+b*g,i[10]=y*o+_*l+w*d+b*x,i[11]=y*s+_*f+w*p+b*v,y=e[12],_=e[13],w=e[14],b=e[15],i[12]=y*r+_*a+w*u+b*m,i[13]=y*n+_*c+w*h+b*g,i[14]=y*o+_*l+w*d+b*x,i[15]=y*s+_*f+w*p+b*v,i}function xa(i,t,e){let r=e[0],n=e[1],o=e[2],s,a,c,l,f,u,h,d,p,m,g,x;return t===i?(i[12]=t[0]*r+t[4]*n+t[8]*o+t[12],i[13]=t[1]*r+t[5]*n+t[9]*o+t[13],i[14]=t[2]*r+t[6]*n+t[10]*o+t[14],i[15]=t[3]*r+t[7]*n+t[11]*o+t[15]):(s=t[0],a=t[1],c=t[2],l=t[3],f=t[4],u=t[5],h=t[6],d=t[7],p=t[8],m=t[9],g=t[10],x=t[11],i[0]=s,i[1]=a,i[2]=c,i[3]=l,i[4]=f,i[5]=u,i[6]=h,i[7]=d,i[8]=p,i[9]=m,i[10]=g,i[11]=x,i[12]=s*r+f*n+p*o+t[12],i[13]=a*r+u*n+m*o+t[13],i[14]=c*r+h*n+g*o+t[14],i[15]=l*r+d*n+x*o+t[15]),i}function va(i,t,e){let r=e[0],n=e[1],o=e[2];return i[0]=t[0]*r,i[1]=t[1]*r,i[2]=t[2]*r,i[3]=t[3]*r,i[4]=t[4]*n,i[5]=t[5]*n,i[6]=t[6]*n,i[7]=t[7]*n,i[8]=t[8]*o,i[9]=t[9]*o,i[10]=t[10]*o,i[11]=t[11]*o,i[12]=t[12],i[13]=t[13],i[14]=t[14],i[15]=t[15],i}function wa(i,t,e,r){let n=r[0],o=r[1],s=r[2],a=Math.sqrt(n*n+o*o+s*s),c,l,f,u,h,d,p,m,g,x,v,y,_,w,b,E,L,S,P,I,C,M,R,V;return a<1e-6?null:(a=1/a,n*=a,o*=a,s*=a,l=Math.sin(e),c=Math.cos(e),f=1-c,u=t[0],h=t[1],d=t[2],p=t[3],m=t[4],g=t[5],x=t[6],v=t[7],y=t[8],_=t[9],w=t[10],b=t[11],E=n*n*f+c,L=o*n*f+s*l,S=s*n*f-o*l,P=n*o*f-s*l,I=o*o*f+c,C=s*o*f+n*l,M=n*s*f+o*l,R=o*s*f-n*l,V=s*s*f+c,i[0]=u*E+m*L+y*S,i[1]=h*E+g*L+_*S,i[2]=d*E+x*L+w*S,i[3]=p*E+v*L+b*S,i[4]=u*P+m*I+y*C,i[5]=h*P+g*I+_*C,i[6]=d*P+x*I+w*C,i[7]=p*P+v*I+b*C,i[8]=u*M+m*R+y*V,i[9]=h*M+g*R+_*V,i[10]=d*M+x*R+w*V,i[11]=p*M+v*R+b*V,t!==i&&(i[12]=t[12],i[13]=t[13],i[14]=t[14],i[15]=t[15]),i)}function ba(i,t,e){let r=Math.sin(e),n=Math.cos(e),o=t[4],s=t[5],a=t[6],c=t[7],l=t[8],f=t[9],u=t[10],h=t[11];return t!==i&&(i[0]=t[0],i[1]=t[1],i[2]=t[2],i[3]=t[3],i[12]=t[12],i[13]=t[13],i[14]=t[14],i[15]=t[15]),i[4]=o*n+l*r,i[5]=s*n+f*r,i[6]=a*n+u*r,i[7]=c*n+h*r,i[8]=l*n-o*r,i[9]=f*n-s*r,i[10]=u*n-a*r,i[11]=h*n-c*r,i}function Pa(i,t,e){let r=Math.sin(e),n=Math.cos(e),o=t[0],s=t[1],a=t[2],c=t[3],l=t[8],f=t[9],u=t[10],h=t[11];return t!==i&&(i[4]=t[4],i[5]=t[5],i[6]=t[6],i[7]=t[7],i[12]=t[12],i[13]=t[13],i[14]=t[14],i[15]=t[15]),i[0]=o*n-l*r,i[1]=s*n-f*r,i[2]=a*n-u*r,i[3]=c*n-h*r,i[8]=o*r+l*n,i[9]=s*r+f*n,i[10]=a*r+u*n,i[11]=c*r+h*n,i}function Ea(i,t,e){let r=Math.sin(e),n=Math.cos(e),o=t[0],s=t[1],a=t[2],c=t[3],l=t[4],f=t[5],u=t[6],h=t[7];return t!==i&&(i[8]=t[8],i[9]=t[9],i[10]=t[10],i[11]=t[11],i[12]=t[12],i[13]=t[13],i[14]=t[14],i[15]=t[15]),i[0]=o*n+l*r,i[1]=s*n+f*r,i[2]=a*n+u*r,i[3]=c*n+h*r,i[4]=l*n-o*r,i[5]=f*n-s*r,i[6]=u*n-a*r,i[7]=h*n-c*r,i}function Px(i,t){return i[0]=1,i[1]=0,i[2]=0,i[3]=0,i[4]=0,i[5]=1,i[6]=0,i[7]=0,i[8]=0,i[9]=0,i[10]=1,i[11]=0,i[12]=t[0],i[13]=t[1],i[14]=t[2],i[15]=1,i}function Ex(i,t){return i[0]=t[0],i[1]=0,i[2]=0,i[3]=0,i[4]=0,i[5]=t[1],i[6]=0,i[7]=0,i[8]=0,i[9]=0,i[10]=t[2],i[11]=0,i[12]=0,i[13]=0,i[14]=0,i[15]=1,i}function Sx(i,t,e){let r=e[0],n=e[1],o=e[2],s=Math.sqrt(r*r+n*n+o*o),a,c,l;return s<1e-6?null:(s=1/s,r*=s,n*=s,o*=s,c=Math.sin(t),a=Math.cos(t),l=1-a,i[0]=r*r*l+a,i[1]=n*r*l+o*c,i[2]=o*r*l-n*c,i[3]=0,i[4]=r*n*l-o*c,i[5]=n*n*l+a,i[6]=o*n*l+r*c,i[7]=0,i[8]=r*o*l+n*c,i[9]=n*o*l-r*c,i[10]=o*o*l+a,i[11]=0,i[12]=0,i[13]=0,i[14]=0,i[15]=1,i)}function Lx(i,t){let e=Math.sin(t),r=Math.cos(t);return i[0]=1,i[1]=0,i[2]=0,i[3]=0,i[4]=0,i[5]=r,i[6]=e,i[7]=0,i[8]=0,i[9]=-e,i[10]=r,i[11]=0,i[12]=0,i[13]=0,i[14]=0,i[15]=1,i}function Tx(i,t){let e=Math.sin(t),r=Math.cos(t);return i[0]=r,i[1]=0,i[2]=-e,i[3]=0,i[4]=0,i[5]=1,i[6]=0,i[7]=0,i[8]=e,i[9]=0,i[10]=r,i[11]=0,i[12]=0,i[13]=0,i[14]=0,i[15]=1,i}function Mx(i,t){let e=Math.sin(t),r=Math.cos(t);return i[0]=r,i[1]=e,i[2]=0,i[3]=0,i[4]=-e,i[5]=r,i[6]=0,i[7]=0,i[8]=0,i[9]=0,i[10]=1,i[11]=0,i[12]=0,i[13]=0,i[14]=0,i[15]=1,i}function xu(i,t,e){let r=t[0],n=t[1],o=t[2],s=t[3],a=r+r,c=n+n,l=o+o,f=r*a,u=r*c,h=r*l,d=n*c,p=n*l,m=o*l,g=s*a,x=s*c,v=s*l;return i[0]=1-(d+m),i[1]=u+v,i[2]=h-x,i[3]=0,i[4]=u-v,i[5]=1-(f+m),i[6]=p+g,i[7]=0,i[8]=h+x,i[9]=p-g,i[10]=1-(f+d),i[11]=0,i[12]=e[0],i[13]=e[1],i[14]=e[2],i[15]=1,i}function Ax(i,t){let e=new $(3),r=-t[0],n=-t[1],o=-t[2],s=t[3],a=t[4],c=t[5],l=t[6],f=t[7],u=r*r+n*n+o*o+s*s;return u>0?(e[0]=(a*s+f*r+c*o-l*n)*2/u,e[1]=(c*s+f*n+l*r-a*o)*2/u,e[2]=(l*s+f*o+a*n-c*r)*2/u):(e[0]=(a*s+f*r+c*o-l*n)*2,e[1]=(c*s+f*n+l*r-a*o)*2,e[2]=(l*s+f*o+a*n-c*r)*2),xu(i,t,e),i}function Cx(i,t){return i[0]=t[12],i[1]=t[13],i[2]=t[14],i}function vu(i,t){let e=t[0],r=t[1],n=t[2],o=t[4],s=t[5],a=t[6],c=t[8],l=t[9],f=t[10];return i[0]=Math.sqrt(e*e+r*r+n*n),i[1]=Math.sqrt(o*o+s*s+a*a),i[2]=Math.sqrt(c*c+l*l+f*f),i}function Ox(i,t){let e=new $(3);vu(e,t);let r=1/e[0],n=1/e[1],o=1/e[2],s=t[0]*r,a=t[1]*n,c=t[2]*o,l=t[4]*r,f=t[5]*n,u=t[6]*o,h=t[8]*r,d=t[9]*n,p=t[10]*o,m=s+f+p,g=0;return m>0?(g=Math.sqrt(m+1)*2,i[3]=.25*g,i[0]=(u-d)/g,i[1]=(h-c)/g,i[2]=(a-l)/g):s>f&&s>p?(g=Math.sqrt(1+s-f-p)*2,i[3]=(u-d)/g,i[0]=.25*g,i[1]=(a+l)/g,i[2]=(h+c)/g):f>p?(g=Math.sqrt(1+f-s-p)*2,i[3]=(h-c)/g,i[0]=(a+l)/g,i[1]=.25*g,i[2]=(u+d)/g):(g=Math.sqrt(1+p-s-f)*2,i[3]=(a-l)/g,i[0]=(h+c)/g,i[1]=(u+d)/g,i[2]=.25*g),i}function Ix(i,t,e,r){t[0]=r[12],t[1]=r[13],t[2]=r[14];let n=r[0],o=r[1],s=r[2],a=r[4],c=r[5],l=r[6],f=r[8],u=r[9],h=r[10];e[0]=Math.sqrt(n*n+o*o+s*s),e[1]=Math.sqrt(a*a+c*c+l*l),e[2]=Math.sqrt(f*f+u*u+h*h);let d=1/e[0],p=1/e[1],m=1/e[2],g=n*d,x=o*p,v=s*m,y=a*d,_=c*p,w=l*m,b=f*d,E=u*p,L=h*m,S=g+_+L,P=0;return S>0?(P=Math.sqrt(S+1)*2,i[3]=.25*P,i[0]=(w-E)/P,i[1]=(b-v)/P,i[2]=(x-y)/P):g>_&&g>L?(P=Math.sqrt(1+g-_-L)*2,i[3]=(w-E)/P,i[0]=.25*P,i[1]=(x+y)/P,i[2]=(b+v)/P):_>L?(P=Math.sqrt(1+_-g-L)*2,i[3]=(b-v)/P,i[0]=(x+y)/P,i[1]=.25*P,i[2]=(w+E)/P):(P=Math.sqrt(1+L-g-_)*2,i[3]=(x-y)/P,i[0]=(b+v)/P,i[1]=(w+E)/P,i[2]=.25*P),i}function Rx(i,t,e,r){let n=t[0],o=t[1],s=t[2],a=t[3],c=n+n,l=o+o,f=s+s,u=n*c,h=n*l,d=n*f,p=o*l,m=o*f,g=s*f,x=a*c,v=a*l,y=a*f,_=r[0],w=r[1],b=r[2];return i[0]=(1-(p+g))*_,i[1]=(h+y)*_,i[2]=(d-v)*_,i[3]=0,i[4]=(h-y)*w,i[5]=(1-(u+g))*w,i[6]=(m+x)*w,i[7]=0,i[8]=(d+v)*b,i[9]=(m-x)*b,i[10]=(1-(u+p))*b,i[11]=0,i[12]=e[0],i[13]=e[1],i[14]=e[2],i[15]=1,i}function kx(i,t,e,r,n){let o=t[0],s=t[1],a=t[2],c=t[3],l=o+o,f=s+s,u=a+a,h=o*l,d=o*f,p=o*u,m=s*f,g=s*u,x=a*u,v=c*l,y=c*f,_=c*u,w=r[0],b=r[1],E=r[2],L=n[0],S=n[1],P=n[2],I=(1-(m+x))*w,C=(d+_)*w,M=(p-y)*w,R=(d-_)*b,V=(1-(h+x))*b,D=(g+v)*b,z=(p+y)*E,pn=(g-v)*E,gn=(1-(h+m))*E;return i[0]=I,i[1]=C,i[2]=M,i[3]=0,i[4]=R,i[5]=V,i[6]=D,i[7]=0,i[8]=z,i[9]=pn,i[10]=gn,i[11]=0,i[12]=e[0]+L-(I*L+R*S+z*P),i[13]=e[1]+S-(C*L+V*S+pn*P),i[14]=e[2]+P-(M*L+D*S+gn*P),i[15]=1,i}function Sa(i,t){let e=t[0],r=t[1],n=t[2],o=t[3],s=e+e,a=r+r,c=n+n,l=e*s,f=r*s,u=r*a,h=n*s,d=n*a,p=n*c,m=o*s,g=o*a,x=o*c;return i[0]=1-u-p,i[1]=f+x,i[2]=h-g,i[3]=0,i[4]=f-x,i[5]=1-l-p,i[6]=d+m,i[7]=0,i[8]=h+g,i[9]=d-m,i[10]=1-l-u,i[11]=0,i[12]=0,i[13]=0,i[14]=0,i[15]=1,i}function La(i,t,e,r,n,o,s){let a=1/(e-t),c=1/(n-r),l=1/(o-s);return i[0]=o*2*a,i[1]=0,i[2]=0,i[3]=0,i[4]=0,i[5]=o*2*c,i[6]=0,i[7]=0,i[8]=(e+t)*a,i[9]=(n+r)*c,i[10]=(s+o)*l,i[11]=-1,i[12]=0,i[13]=0,i[14]=s*o*2*l,i[15]=0,i}function wu(i,t,e,r,n){let o=1/Math.tan(t/2);if(i[0]=o/e,i[1]=0,i[2]=0,i[3]=0,i[4]=0,i[5]=o,i[6]=0,i[7]=0,i[8]=0,i[9]=0,i[11]=-1,i[12]=0,i[13]=0,i[15]=0,n!=null&&n!==1/0){let s=1/(r-n);i[10]=(n+r)*s,i[14]=2*n*r*s}else i[10]=-1,i[14]=-2*r;return i}var Ta=wu;function Nx(i,t,e,r,n){let o=1/Math.tan(t/2);if(i[0]=o/e,i[1]=0,i[2]=0,i[3]=0,i[4]=0,i[5]=o,i[6]=0,i[7]=0,i[8]=0,i[9]=0,i[11]=-1,i[12]=0,i[13]=0,i[15]=0,n!=null&&n!==1/0){let s=1/(r-n);i[10]=n*s,i[14]=n*r*s}else i[10]=-1,i[14]=-r;return i}function Dx(i,t,e,r){let n=Math.tan(t.upDegrees*Math.PI/180),o=Math.tan(t.downDegrees*Math.PI/180),s=Math.tan(t.leftDegrees*Math.PI/180),a=Math.tan(t.rightDegrees*Math.PI/180),c=2/(s+a),l=2/(n+o);return i[0]=c,i[1]=0,i[2]=0,i[3]=0,i[4]=0,i[5]=l,i[6]=0,i[7]=0,i[8]=-((s-a)*c*.5),i[9]=(n-o)*l*.5,i[10]=r/(e-r),i[11]=-1,i[12]=0,i[13]=0,i[14]=r*e/(e-r),i[15]=0,i}function bu(i,t,e,r,n,o,s){let a=1/(t-e),c=1/(r-n),l=1/(o-s);return i[0]=-2*a,i[1]=0,i[2]=0,i[3]=0,i[4]=0,i[5]=-2*c,i[6]=0,i[7]=0,i[8]=0,i[9]=0,i[10]=2*l,i[11]=0,i[12]=(t+e)*a,i[13]=(n+r)*c,i[14]=(s+o)*l,i[15]=1,i}var Ma=bu;function zx(i,t,e,r,n,o,s){let a=1/(t-e),c=1/(r-n),l=1/(o-s);return i[0]=-2*a,i[1]=0,i[2]=0,i[3]=0,i[4]=0,i[5]=-2*c,i[6]=0,i[7]=0,i[8]=0,i[9]=0,i[10]=l,i[11]=0,i[12]=(t+e)*a,i[13]=(n+r)*c,i[14]=o*l,i[15]=1,i}function Aa(i,t,e,r){let n,o,s,a,c,l,f,u,h,d,p=t[0],m=t[1],g=t[2],x=r[0],v=r[1],y=r[2],_=e[0],w=e[1],b=e[2];return Math.abs(p-_)<1e-6&&Math.abs(m-w)<1e-6&&Math.abs(g-b)<1e-6?_u(i):(u=p-_,h=m-w,d=g-b,n=1/Math.sqrt(u*u+h*h+d*d),u*=n,h*=n,d*=n,o=v*d-y*h,s=y*u-x*d,a=x*h-v*u,n=Math.sqrt(o*o+s*s+a*a),n?(n=1/n,o*=n,s*=n,a*=n):(o=0,s=0,a=0),c=h*a-d*s,l=d*o-u*a,f=u*s-h*o,n=Math.sqrt(c*c+l*l+f*f),n?(n=1/n,c*=n,l*=n,f*=n):(c=0,l=0,f=0),i[0]=o,i[1]=c,i[2]=u,i[3]=0,i[4]=s,i[5]=l,i[6]=h,i[7]=0,i[8]=a,i[9]=f,i[10]=d,i[11]=0,i[12]=-(o*p+s*m+a*g),i[13]=-(c*p+l*m+f*g),i[14]=-(u*p+h*m+d*g),i[15]=1,i)}function Fx(i,t,e,r){let n=t[0],o=t[1],s=t[2],a=r[0],c=r[1],l=r[2],f=n-e[0],u=o-e[1],h=s-e[2],d=f*f+u*u+h*h;d>0&&(d=1/Math.sqrt(d),f*=d,u*=d,h*=d);let p=c*h-l*u,m=l*f-a*h,g=a*u-c*f;return d=p*p+m*m+g*g,d>0&&(d=1/Math.sqrt(d),p*=d,m*=d,g*=d),i[0]=p,i[1]=m,i[2]=g,i[3]=0,i[4]=u*g-h*m,i[5]=h*p-f*g,i[6]=f*m-u*p,i[7]=0,i[8]=f,i[9]=u,i[10]=h,i[11]=0,i[12]=n,i[13]=o,i[14]=s,i[15]=1,i}function Bx(i){return`mat4(${i[0]}, ${i[1]}, ${i[2]}, ${i[3]}, ${i[4]}, ${i[5]}, ${i[6]}, ${i[7]}, ${i[8]}, ${i[9]}, ${i[10]}, ${i[11]}, ${i[12]}, ${i[13]}, ${i[14]}, ${i[15]})`}function Ux(i){return Math.sqrt(i[0]*i[0]+i[1]*i[1]+i[2]*i[2]+i[3]*i[3]+i[4]*i[4]+i[5]*i[5]+i[6]*i[6]+i[7]*i[7]+i[8]*i[8]+i[9]*i[9]+i[10]*i[10]+i[11]*i[11]+i[12]*i[12]+i[13]*i[13]+i[14]*i[14]+i[15]*i[15])}function jx(i,t,e){return i[0]=t[0]+e[0],i[1]=t[1]+e[1],i[2]=t[2]+e[2],i[3]=t[3]+e[3],i[4]=t[4]+e[4],i[5]=t[5]+e[5],i[6]=t[6]+e[6],i[7]=t[7]+e[7],i[8]=t[8]+e[8],i[9]=t[9]+e[9],i[10]=t[10]+e[10],i[11]=t[11]+e[11],i[12]=t[12]+e[12],i[13]=t[13]+e[13],i[14]=t[14]+e[14],i[15]=t[15]+e[15],i}function Pu(i,t,e){return i[0]=t[0]-e[0],i[1]=t[1]-e[1],i[2]=t[2]-e[2],i[3]=t[3]-e[3],i[4]=t[4]-e[4],i[5]=t[5]-e[5],i[6]=t[6]-e[6],i[7]=t[7]-e[7],i[8]=t[8]-e[8],i[9]=t[9]-e[9],i[10]=t[10]-e[10],i[11]=t[11]-e[11],i[12]=t[12]-e[12],i[13]=t[13]-e[13],i[14]=t[14]-e[14],i[15]=t[15]-e[15],i}function Vx(i,t,e){return i[0]=t[0]*e,i[1]=t[1]*e,i[2]=t[2]*e,i[3]=t[3]*e,i[4]=t[4]*e,i[5]=t[5]*e,i[6]=t[6]*e,i[7]=t[7]*e,i[8]=t[8]*e,i[9]=t[9]*e,i[10]=t[10]*e,i[11]=t[11]*e,i[12]=t[12]*e,i[13]=t[13]*e,i[14]=t[14]*e,i[15]=t[15]*e,i}function Wx(i,t,e,r){return i[0]=t[0]+e[0]*r,i[1]=t[1]+e[1]*r,i[2]=t[2]+e[2]*r,i[3]=t[3]+e[3]*r,i[4]=t[4]+e[4]*r,i[5]=t[5]+e[5]*r,i[6]=t[6]+e[6]*r,i[7]=t[7]+e[7]*r,i[8]=t[8]+e[8]*r,i[9]=t[9]+e[9]*r,i[10]=t[10]+e[10]*r,i[11]=t[11]+e[11]*r,i[12]=t[12]+e[12]*r,i[13]=t[13]+e[13]*r,i[14]=t[14]+e[14]*r,i[15]=t[15]+e[15]*r,i}function Gx(i,t){return i[0]===t[0]&&i[1]===t[1]&&i[2]===t[2]&&i[3]===t[3]&&i[4]===t[4]&&i[5]===t[5]&&i[6]===t[6]&&i[7]===t[7]&&i[8]===t[8]&&i[9]===t[9]&&i[10]===t[10]&&i[11]===t[11]&&i[12]===t[12]&&i[13]===t[13]&&i[14]===t[14]&&i[15]===t[15]}function $x(i,t){let e=i[0],r=i[1],n=i[2],o=i[3],s=i[4],a=i[5],c=i[6],l=i[7],f=i[8],u=i[9],h=i[10],d=i[11],p=i[12],m=i[13],g=i[14],x=i[15],v=t[0],y=t[1],_=t[2],w=t[3],b=t[4],E=t[5],L=t[6],S=t[7],P=t[8],I=t[9],C=t[10],M=t[11],R=t[12],V=t[13],D=t[14],z=t[15];return Math.abs(e-v)<=1e-6*Math.max(1,Math.abs(e),Math.abs(v))&&Math.abs(r-y)<=1e-6*Math.max(1,Math.abs(r),Math.abs(y))&&Math.abs(n-_)<=1e-6*Math.max(1,Math.abs(n),Math.abs(_))&&Math.abs(o-w)<=1e-6*Math.max(1,Math.abs(o),Math.abs(w))&&Math.abs(s-b)<=1e-6*Math.max(1,Math.abs(s),Math.abs(b))&&Math.abs(a-E)<=1e-6*Math.max(1,Math.abs(a),Math.abs(E))&&Math.abs(c-L)<=1e-6*Math.max(1,Math.abs(c),Math.abs(L))&&Math.abs(l-S)<=1e-6*Math.max(1,Math.abs(l),Math.abs(S))&&Math.abs(f-P)<=1e-6*Math.max(1,Math.abs(f),Math.abs(P))&&Math.abs(u-I)<=1e-6*Math.max(1,Math.abs(u),Math.abs(I))&&Math.abs(h-C)<=1e-6*Math.max(1,Math.abs(h),Math.abs(C))&&Math.abs(d-M)<=1e-6*Math.max(1,Math.abs(d),Math.abs(M))&&Math.abs(p-R)<=1e-6*Math.max(1,Math.abs(p),Math.abs(R))&&Math.abs(m-V)<=1e-6*Math.max(1,Math.abs(m),Math.abs(V))&&Math.abs(g-D)<=1e-6*Math.max(1,Math.abs(g),Math.abs(D))&&Math.abs(x-z)<=1e-6*Math.max(1,Math.abs(x),Math.abs(z))}var Hx=Ui,Yx=Pu;var ft={};bi(ft,{add:()=>Jx,ceil:()=>Qx,clone:()=>qx,copy:()=>Xx,create:()=>Eu,cross:()=>f0,dist:()=>w0,distance:()=>Mu,div:()=>v0,divide:()=>Tu,dot:()=>l0,equals:()=>y0,exactEquals:()=>m0,floor:()=>t0,forEach:()=>S0,fromValues:()=>Zx,inverse:()=>a0,len:()=>P0,length:()=>Cu,lerp:()=>u0,max:()=>i0,min:()=>e0,mul:()=>x0,multiply:()=>Lu,negate:()=>s0,normalize:()=>c0,random:()=>h0,round:()=>r0,scale:()=>n0,scaleAndAdd:()=>o0,set:()=>Kx,sqrDist:()=>b0,sqrLen:()=>E0,squaredDistance:()=>Au,squaredLength:()=>Ou,str:()=>g0,sub:()=>_0,subtract:()=>Su,transformMat4:()=>Ca,transformQuat:()=>d0,zero:()=>p0});function Eu(){let i=new $(4);return $!=Float32Array&&(i[0]=0,i[1]=0,i[2]=0,i[3]=0),i}function qx(i){let t=new $(4);return t[0]=i[0],t[1]=i[1],t[2]=i[2],t[3]=i[3],t}function Zx(i,t,e,r){let n=new $(4);return n[0]=i,n[1]=t,n[2]=e,n[3]=r,n}function Xx(i,t){return i[0]=t[0],i[1]=t[1],i[2]=t[2],i[3]=t[3],i}function Kx(i,t,e,r,n){return i[0]=t,i[1]=e,i[2]=r,i[3]=n,i}function Jx(i,t,e){return i[0]=t[0]+e[0],i[1]=t[1]+e[1],i[2]=t[2]+e[2],i[3]=t[3]+e[3],i}function Su(i,t,e){return i[0]=t[0]-e[0],i[1]=t[1]-e[1],i[2]=t[2]-e[2],i[3]=t[3]-e[3],i}function Lu(i,t,e){return i[0]=t[0]*e[0],i[1]=t[1]*e[1],i[2]=t[2]*e[2],i[3]=t[3]*e[3],i}function Tu(i,t,e){return i[0]=t[0]/e[0],i[1]=t[1]/e[1],i[2]=t[2]/e[2],i[3]=t[3]/e[3],i}function Qx(i,t){return i[0]=Math.ceil(t[0]),i[1]=Math.ceil(t[1]),i[2]=Math.ceil(t[2]),i[3]=Math.ceil(t[3]),i}function t0(i,t){return i[0]=Math.floor(t[0]),i[1]=Math.floor(t[1]),i[2]=Math.floor(t[2]),i[3]=Math.floor(t[3]),i}function e0(i,t,e){return i[0]=Math.min(t[0],e[0]),i[1]=Math.min(t[1],e[1]),i[2]=Math.min(t[2],e[2]),i[3]=Math.min(t[3],e[3]),i}function i0(i,t,e){return i[0]=Math.max(t[0],e[0]),i[1]=Math.max(t[1],e[1]),i[2]=Math.max(t[2],e[2]),i[3]=Math.max(t[3],e[3]),i}function r0(i,t){return i[0]=dt(t[0]),i[1]=dt(t[1]),i[2]=dt(t[2]),i[3]=dt(t[3]),i}function n0(i,t,e){return i[0]=t[0]*e,i[1]=t[1]*e,i[2]=t[2]*e,i[3]=t[3]*e,i}function o0(i,t,e,r){return i[0]=t[0]+e[0]*r,i[1]=t[1]+e[1]*r,i[2]=t[2]+e[2]*r,i[3]=t[3]+e[3]*r,i}function Mu(i,t){let e=t[0]-i[0],r=t[1]-i[1],n=t[2]-i[2],o=t[3]-i[3];return Math.sqrt(e*e+r*r+n*n+o*o)}function Au(i,t){let e=t[0]-i[0],r=t[1]-i[1],n=t[2]-i[2],o=t[3]-i[3];return e*e+r*r+n*n+o*o}function Cu(i){let t=i[0],e=i[1],r=i[2],n=i[3];return Math.sqrt(t*t+e*e+r*r+n*n)}function Ou(i){let t=i[0],e=i[1],r=i[2],n=i[3];return t*t+e*e+r*r+n*n}function s0(i,t){return i[0]=-t[0],i[1]=-t[1],i[2]=-t[2],i[3]=-t[3],i}function a0(i,t){return i[0]=1/t[0],i[1]=1/t[1],i[2]=1/t[2],i[3]=1/t[3],i}function c0(i,t){let e=t[0],r=t[1],n=t[2],o=t[3],s=e*e+r*r+n*n+o*o;return s>0&&(s=1/Math.sqrt(s)),i[0]=e*s,i[1]=r*s,i[2]=n*s,i[3]=o*s,i}function l0(i,t){return i[0]*t[0]+i[1]*t[1]+i[2]*t[2]+i[3]*t[3]}function f0(i,t,e,r){let n=e[0]*r[1]-e[1]*r[0],o=e[0]*r[2]-e[2]*r[0],s=e[0]*r[3]-e[3]*r[0],a=e[1]*r[2]-e[2]*r[1],c=e[1]*r[3]-e[3]*r[1],l=e[2]*r[3]-e[3]*r[2],f=t[0],u=t[1],h=t[2],d=t[3];return i[0]=u*l-h*c+d*a,i[1]=-(f*l)+h*s-d*o,i[2]=f*c-u*s+d*n,i[3]=-(f*a)+u*o-h*n,i}function u0(i,t,e,r){let n=t[0],o=t[1],s=t[2],a=t[3];return i[0]=n+r*(e[0]-n),i[1]=o+r*(e[1]-o),i[2]=s+r*(e[2]-s),i[3]=a+r*(e[3]-a),i}function h0(i,t){t=t===void 0?1:t;let e,r,n,o,s,a;do e=Rt()*2-1,r=Rt()*2-1,s=e*e+r*r;while(s>=1);do n=Rt()*2-1,o=Rt()*2-1,a=n*n+o*o;while(a>=1);let c=Math.sqrt((1-s)/a);return i[0]=t*e,i[1]=t*r,i[2]=t*n*c,i[3]=t*o*c,i}function Ca(i,t,e){let r=t[0],n=t[1],o=t[2],s=t[3];return i[0]=e[0]*r+e[4]*n+e[8]*o+e[12]*s,i[1]=e[1]*r+e[5]*n+e[9]*o+e[13]*s,i[2]=e[2]*r+e[6]*n+e[10]*o+e[14]*s,i[3]=e[3]*r+e[7]*n+e[11]*o+e[15]*s,i}function d0(i,t,e){let r=t[0],n=t[1],o=t[2],s=e[0],a=e[1],c=e[2],l=e[3],f=l*r+a*o-c*n,u=l*n+c*r-s*o,h=l*o+s*n-a*r,d=-s*r-a*n-c*o;return i[0]=f*l+d*-s+u*-c-h*-a,i[1]=u*l+d*-a+h*-s-f*-c,i[2]=h*l+d*-c+f*-a-u*-s,i[3]=t[3],i}function p0(i){return i[0]=0,i[1]=0,i[2]=0,i[3]=0,i}function g0(i){return`vec4(${i[0]}, ${i[1]}, ${i[2]}, ${i[3]})`}function m0(i,t){return i[0]===t[0]&&i[1]===t[1]&&i[2]===t[2]&&i[3]===t[3]}function y0(i,t){let e=i[0],r=i[1],n=i[2],o=i[3],s=t[0],a=t[1],c=t[2],l=t[3];return Math.abs(e-s)<=1e-6*Math.max(1,Math.abs(e),Math.abs(s))&&Math.abs(r-a)<=1e-6*Math.max(1,Math.abs(r),Math.abs(a))&&Math.abs(n-c)<=1e-6*Math.max(1,Math.abs(n),Math.abs(c))&&Math.abs(o-l)<=1e-6*Math.max(1,Math.abs(o),Math.abs(l))}var _0=Su,x0=Lu,v0=Tu,w0=Mu,b0=Au,P0=Cu,E0=Ou,S0=(function(){let i=Eu();return function(t,e,r,n,o,s){let a,c;for(e||(e=4),r||(r=0),n?c=Math.min(n*e+r,t.length):c=t.length,a=r;a<c;a+=e)i[0]=t[a],i[1]=t[a+1],i[2]=t[a+2],i[3]=t[a+3],o(i,i,s),t[a]=i[0],t[a+1]=i[1],t[a+2]=i[2],t[a+3]=i[3];return t}})();var Ra;(function(i){i[i.COL0ROW0=0]="COL0ROW0",i[i.COL0ROW1=1]="COL0ROW1",i[i.COL0ROW2=2]="COL0ROW2",i[i.COL0ROW3=3]="COL0ROW3",i[i.COL1ROW0=4]="COL1ROW0",i[i.COL1ROW1=5]="COL1ROW1",i[i.COL1ROW2=6]="COL1ROW2",i[i.COL1ROW3=7]="COL1ROW3",i[i.COL2ROW0=8]="COL2ROW0",i[i.COL2ROW1=9]="COL2ROW1",i[i.COL2ROW2=10]="COL2ROW2",i[i.COL2ROW3=11]="COL2ROW3",i[i.COL3ROW0=12]="COL3ROW0",i[i.COL3ROW1=13]="COL3ROW1",i[i.COL3ROW2=14]="COL3ROW2",i[i.COL3ROW3=15]="COL3ROW3"})(Ra||(Ra={}));var L0=45*Math.PI/180,T0=1,Oa=.1,Ia=500,M0=Object.freeze([1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1]),q=class extends Un{static get IDENTITY(){return C0()}static get ZERO(){return A0()}get ELEMENTS(){return 16}get RANK(){return 4}get INDICES(){return Ra}constructor(t){super(-0,-0,-0,-0,-0,-0,-0,-0,-0,-0,-0,-0,-0,-0,-0,-0),arguments.length===1&&Array.isArray(t)?this.copy(t):this.identity()}copy(t){return this[0]=t[0],this[1]=t[1],this[2]=t[2],this[3]=t[3],this[4]=t[4],this[5]=t[5],this[6]=t[6],this[7]=t[7],this[8]=t[8],this[9]=t[9],this[10]=t[10],this[11]=t[11],this[12]=t[12],this[13]=t[13],this[14]=t[14],this[15]=t[15],this.check()}set(t,e,r,n,o,s,a,c,l,f,u,h,d,p,m,g){return this[0]=t,this[1]=e,this[2]=r,this[3]=n,this[4]=o,this[5]=s,this[6]=a,this[7]=c,this[8]=l,this[9]=f,this[10]=u,this[11]=h,this[12]=d,this[13]=p,this[14]=m,this[15]=g,this.check()}setRowMajor(t,e,r,n,o,s,a,c,l,f,u,h,d,p,m,g){return this[0]=t,this[1]=o,this[2]=l,this[3]=d,this[4]=e,this[5]=s,this[6]=f,this[7]=p,this[8]=r,this[9]=a,this[10]=u,this[11]=m,this[12]=n,this[13]=c,this[14]=h,this[15]=g,this.check()}toRowMajor(t){return t[0]=this[0],t[1]=this[4],t[2]=this[8],t[3]=this[12],t[4]=this[1],t[5]=this[5],t[6]=this[9],t[7]=this[13],t[8]=this[2],t[9]=this[6],t[10]=this[10],t[11]=this[14],t[12]=this[3],t[13]=this[7],t[14]=this[11],t[15]=this[15],t}identity(){return this.copy(M0)}fromObject(t){return this.check()}fromQuaternion(t){return Sa(this,t),this.check()}frustum(t){let{left:e,right:r,bottom:n,top:o,near:s=Oa,far:a=Ia}=t;return a===1/0?O0(this,e,r,n,o,s):La(this,e,r,n,o,s,a),this.check()}lookAt(t){let{eye:e,center:r=[0,0,0],up:n=[0,1,0]}=t;return Aa(this,e,r,n),this.check()}ortho(t){let{left:e,right:r,bottom:n,top:o,near:s=Oa,far:a=Ia}=t;return Ma(this,e,r,n,o,s,a),this.check()}orthographic(t){let{fovy:e=L0,aspect:r=T0,focalDistance:n=1,near:o=Oa,far:s=Ia}=t;Iu(e);let a=e/2,c=n*Math.tan(a),l=c*r;return this.ortho({left:-l,right:l,bottom:-c,top:c,near:o,far:s})}perspective(t){let{fovy:e=45*Math.PI/180,aspect:r=1,near:n=.1,far:o=500}=t;return Iu(e),Ta(this,e,r,n,o),this.check()}determinant(){return _a(this)}getScale(t=[-0,-0,-0]){return t[0]=Math.sqrt(this[0]*this[0]+this[1]*this[1]+this[2]*this[2]),t[1]=Math.sqrt(this[4]*this[4]+this[5]*this[5]+this[6]*this[6]),t[2]=Math.sqrt(this[8]*this[8]+this[9]*this[9]+this[10]*this[10]),t}getTranslation(t=[-0,-0,-0]){return t[0]=this[12],t[1]=this[13],t[2]=this[14],t}getRotation(t,e){t=t||[-0,-0,-0,-0,-0,-0,-0,-0,-0,-0,-0,-0,-0,-0,-0,-0],e=e||[-0,-0,-0];let r=this.getScale(e),n=1/r[0],o=1/r[1],s=1/r[2];return t[0]=this[0]*n,t[1]=this[1]*o,t[2]=this[2]*s,t[3]=0,t[4]=this[4]*n,t[5]=this[5]*o,t[6]=this[6]*s,t[7]=0,t[8]=this[8]*n,t[9]=this[9]*o,t[10]=this[10]*s,t[11]=0,t[12]=0,t[13]=0,t[14]=0,t[15]=1,t}getRotationMatrix3(t,e){t=t||[-0,-0,-0,-0,-0,-0,-0,-0,-0],e=e||[-0,-0,-0];let r=this.getScale(e),n=1/r[0],o=1/r[1],s=1/r[2];return t[0]=this[0]*n,t[1]=this[1]*o,t[2]=this[2]*s,t[3]=this[4]*n,t[4]=this[5]*o,t[5]=this[6]*s,t[6]=this[8]*n,t[7]=this[9]*o,t[8]=this[10]*s,t}transpose(){return ma(this,this),this.check()}invert(){return ya(this,this),this.check()}multiplyLeft(t){return Ui(this,t,this),this.check()}multiplyRight(t){return Ui(this,this,t),this.check()}rotateX(t){return ba(this,this,t),this.check()}rotateY(t){return Pa(this,this,t),this.check()}rotateZ(t){return Ea(this,this,t),this.check()}rotateXYZ(t){return this.rotateX(t[0]).rotateY(t[1]).rotateZ(t[2])}rotateAxis(t,e){return wa(this,this,t,e),this.check()}scale(t){return va(this,this,Array.isArray(t)?t:[t,t,t]),this.check()}translate(t){return xa(this,this,t),this.check()}transform(t,e){return t.length===4?(e=Ca(e||[-0,-0,-0,-0],t,this),Nn(e,4),e):this.transformAsPoint(t,e)}transformAsPoint(t,e){let{length:r}=t,n;switch(r){case 2:n=sa(e||[-0,-0],t,this);break;case 3:n=Bi(e||[-0,-0,-0],t,this);break;default:throw new Error("Illegal vector")}return Nn(n,t.length),n}transformAsVector(t,e){let r;switch(t.length){case 2:r=cu(e||[-0,-0],t,this);break;case 3:r=Fn(e||[-0,-0,-0],t,this);break;default:throw new Error("Illegal vector")}return Nn(r,t.length),r}transformPoint(t,e){return this.transformAsPoint(t,e)}transformVector(t,e){return this.transformAsPoint(t,e)}transformDirection(t,e){return this.transformAsVector(t,e)}makeRotationX(t){return this.identity().rotateX(t)}makeTranslation(t,e,r){return this.identity().translate([t,e,r])}},jn,Vn;function A0(){return jn||(jn=new q([0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]),Object.freeze(jn)),jn}function C0(){return Vn||(Vn=new q,Object.freeze(Vn)),Vn}function Iu(i){if(i>Math.PI*2)throw Error("expected radians")}function O0(i,t,e,r,n,o){let s=2*o/(e-t),a=2*o/(n-r),c=(e+t)/(e-t),l=(n+r)/(n-r),f=-1,u=-1,h=-2*o;return i[0]=s,i[1]=0,i[2]=0,i[3]=0,i[4]=0,i[5]=a,i[6]=0,i[7]=0,i[8]=c,i[9]=l,i[10]=f,i[11]=u,i[12]=0,i[13]=0,i[14]=h,i[15]=0,i}function ka(i,t=[],e=0){let r=Math.fround(i),n=i-r;return t[e]=r,t[e+1]=n,t}function Ru(i){return i-Math.fround(i)}function ku(i){let t=new Float32Array(32);for(let e=0;e<4;++e)for(let r=0;r<4;++r){let n=e*4+r;ka(i[r*4+e],t,n*2)}return t}function Wn(i,t=!0){return i??t}function Na(i=[0,0,0],t=!0){return t?i.map(e=>e/255):[...i]}function Nu(i,t=!0){let e=Na(i.slice(0,3),t),r=Number.isFinite(i[3]),n=r?i[3]:1;return[e[0],e[1],e[2],t&&r?n/255:n]}var I0=`#ifdef LUMA_FP32_TAN_PRECISION_WORKAROUND

// All these functions are for substituting tan() function from Intel GPU only
const float TWO_PI = 6.2831854820251465;
const float PI_2 = 1.5707963705062866;
const float PI_16 = 0.1963495463132858;

const float SIN_TABLE_0 = 0.19509032368659973;
const float SIN_TABLE_1 = 0.3826834261417389;
const float SIN_TABLE_2 = 0.5555702447891235;
const float SIN_TABLE_3 = 0.7071067690849304;

const float COS_TABLE_0 = 0.9807852506637573;
const float COS_TABLE_1 = 0.9238795042037964;
const float COS_TABLE_2 = 0.8314695954322815;
const float COS_TABLE_3 = 0.7071067690849304;

const float INVERSE_FACTORIAL_3 = 1.666666716337204e-01; // 1/3!
const float INVERSE_FACTORIAL_5 = 8.333333767950535e-03; // 1/5!
const float INVERSE_FACTORIAL_7 = 1.9841270113829523e-04; // 1/7!
const float INVERSE_FACTORIAL_9 = 2.75573188446287533e-06; // 1/9!

float sin_taylor_fp32(float a) {
  float r, s, t, x;

  if (a == 0.0) {
    return 0.0;
  }

  x = -a * a;
  s = a;
  r = a;

  r = r * x;
  t = r * INVERSE_FACTORIAL_3;
  s = s + t;

  r = r * x;
  t = r * INVERSE_FACTORIAL_5;
  s = s + t;

  r = r * x;
  t = r * INVERSE_FACTORIAL_7;
  s = s + t;

  r = r * x;
  t = r * INVERSE_FACTORIAL_9;
  s = s + t;

  return s;
}

void sincos_taylor_fp32(float a, out float sin_t, out float cos_t) {
  if (a == 0.0) {
    sin_t = 0.0;
    cos_t = 1.0;
  }
  sin_t = sin_taylor_fp32(a);
  cos_t = sqrt(1.0 - sin_t * sin_t);
}

float tan_taylor_fp32(float a) {
    float sin_a;
    float cos_a;

    if (a == 0.0) {
        return 0.0;
    }

    // 2pi range reduction
    float z = floor(a / TWO_PI);
    float r = a - TWO_PI * z;

    float t;
    float q = floor(r / PI_2 + 0.5);
    int j = int(q);

    if (j < -2 || j > 2) {
        return 1.0 / 0.0;
    }

    t = r - PI_2 * q;

    q = floor(t / PI_16 + 0.5);
    int k = int(q);
    int abs_k = int(abs(float(k)));

    if (abs_k > 4) {
        return 1.0 / 0.0;
    } else {
        t = t - PI_16 * q;
    }

    float u = 0.0;
    float v = 0.0;

    float sin_t, cos_t;
    float s, c;
    sincos_taylor_fp32(t, sin_t, cos_t);

    if (k == 0) {
        s = sin_t;
        c = cos_t;
    } else {
        if (abs(float(abs_k) - 1.0) < 0.5) {
            u = COS_TABLE_0;
            v = SIN_TABLE_0;
        } else if (abs(float(abs_k) - 2.0) < 0.5) {
            u = COS_TABLE_1;
            v = SIN_TABLE_1;
        } else if (abs(float(abs_k) - 3.0) < 0.5) {
            u = COS_TABLE_2;
            v = SIN_TABLE_2;
        } else if (abs(float(abs_k) - 4.0) < 0.5) {
            u = COS_TABLE_3;
            v = SIN_TABLE_3;
        }
        if (k > 0) {
            s = u * sin_t + v * cos_t;
            c = u * cos_t - v * sin_t;
        } else {
            s = u * sin_t - v * cos_t;
            c = u * cos_t + v * sin_t;
        }
    }

    if (j == 0) {
        sin_a = s;
        cos_a = c;
    } else if (j == 1) {
        sin_a = c;
        cos_a = -s;
    } else if (j == -1) {
        sin_a = -c;
        cos_a = s;
    } else {
        sin_a = -s;
        cos_a = -c;
    }
    return sin_a / cos_a;
}
#endif

float tan_fp32(float a) {
#ifdef LUMA_FP32_TAN_PRECISION_WORKAROUND
  return tan_taylor_fp32(a);
#else
  return tan(a);
#endif
}
`,Da={name:"fp32",vs:I0};var za=`
layout(std140) uniform fp64arithmeticUniforms {
  uniform float ONE;
  uniform float SPLIT;
} fp64;

/*
About LUMA_FP64_CODE_ELIMINATION_WORKAROUND

The purpose of this workaround is to prevent shader compilers from
optimizing away necessary arithmetic operations by swapping their sequences
or transform the equation to some 'equivalent' form.

These helpers implement Dekker/Veltkamp-style error tracking. If the compiler
folds constants or reassociates the arithmetic, the high/low split can stop
tracking the rounding error correctly. That failure mode tends to look fine in
simple coordinate setup, but then breaks down inside iterative arithmetic such
as fp64 Mandelbrot loops.

The method is to multiply an artifical variable, ONE, which will be known to
the compiler to be 1 only at runtime. The whole expression is then represented
as a polynomial with respective to ONE. In the coefficients of all terms, only one a
and one b should appear

err = (a + b) * ONE^6 - a * ONE^5 - (a + b) * ONE^4 + a * ONE^3 - b - (a + b) * ONE^2 + a * ONE
*/

float prevent_fp64_optimization(float value) {
#if defined(LUMA_FP64_CODE_ELIMINATION_WORKAROUND)
  return value + fp64.ONE * 0.0;
#else
  return value;
#endif
}

// Divide float number to high and low floats to extend fraction bits
vec2 split(float a) {
  // Keep SPLIT as a runtime uniform so the compiler cannot fold the Dekker
  // split into a constant expression and reassociate the recovery steps.
  float split = prevent_fp64_optimization(fp64.SPLIT);
  float t = prevent_fp64_optimization(a * split);
  float temp = t - a;
  float a_hi = t - temp;
  float a_lo = a - a_hi;
  return vec2(a_hi, a_lo);
}

// Divide float number again when high float uses too many fraction bits
vec2 split2(vec2 a) {
  vec2 b = split(a.x);
  b.y += a.y;
  return b;
}

// Special sum operation when a > b
vec2 quickTwoSum(float a, float b) {
#if defined(LUMA_FP64_CODE_ELIMINATION_WORKAROUND)
  float sum = (a + b) * fp64.ONE;
  float err = b - (sum - a) * fp64.ONE;
#else
  float sum = a + b;
  float err = b - (sum - a);
#endif
  return vec2(sum, err);
}

// General sum operation
vec2 twoSum(float a, float b) {
  float s = (a + b);
#if defined(LUMA_FP64_CODE_ELIMINATION_WORKAROUND)
  float v = (s * fp64.ONE - a) * fp64.ONE;
  float err = (a - (s - v) * fp64.ONE) * fp64.ONE * fp64.ONE * fp64.ONE + (b - v);
#else
  float v = s - a;
  float err = (a - (s - v)) + (b - v);
#endif
  return vec2(s, err);
}

vec2 twoSub(float a, float b) {
  float s = (a - b);
#if defined(LUMA_FP64_CODE_ELIMINATION_WORKAROUND)
  float v = (s * fp64.ONE - a) * fp64.ONE;
  float err = (a - (s - v) * fp64.ONE) * fp64.ONE * fp64.ONE * fp64.ONE - (b + v);
#else
  float v = s - a;
  float err = (a - (s - v)) - (b + v);
#endif
  return vec2(s, err);
}

vec2 twoSqr(float a) {
  float prod = a * a;
  vec2 a_fp64 = split(a);
#if defined(LUMA_FP64_CODE_ELIMINATION_WORKAROUND)
  float err = ((a_fp64.x * a_fp64.x - prod) * fp64.ONE + 2.0 * a_fp64.x *
    a_fp64.y * fp64.ONE * fp64.ONE) + a_fp64.y * a_fp64.y * fp64.ONE * fp64.ONE * fp64.ONE;
#else
  float err = ((a_fp64.x * a_fp64.x - prod) + 2.0 * a_fp64.x * a_fp64.y) + a_fp64.y * a_fp64.y;
#endif
  return vec2(prod, err);
}

vec2 twoProd(float a, float b) {
  float prod = a * b;
  vec2 a_fp64 = split(a);
  vec2 b_fp64 = split(b);
  // twoProd is especially sensitive because mul_fp64 and div_fp64 both depend
  // on the split terms and cross terms staying in the original evaluation
  // order. If the compiler folds or reassociates them, the low part tends to
  // collapse to zero or NaN on some drivers.
  float highProduct = prevent_fp64_optimization(a_fp64.x * b_fp64.x);
  float crossProduct1 = prevent_fp64_optimization(a_fp64.x * b_fp64.y);
  float crossProduct2 = prevent_fp64_optimization(a_fp64.y * b_fp64.x);
  float lowProduct = prevent_fp64_optimization(a_fp64.y * b_fp64.y);
#if defined(LUMA_FP64_CODE_ELIMINATION_WORKAROUND)
  float err1 = (highProduct - prod) * fp64.ONE;
  float err2 = crossProduct1 * fp64.ONE * fp64.ONE;
  float err3 = crossProduct2 * fp64.ONE * fp64.ONE * fp64.ONE;
  float err4 = lowProduct * fp64.ONE * fp64.ONE * fp64.ONE * fp64.ONE;
#else
  float err1 = highProduct - prod;
  float err2 = crossProduct1;
  float err3 = crossProduct2;
  float err4 = lowProduct;
#endif
  float err = ((err1 + err2) + err3) + err4;
  return vec2(prod, err);
}

vec2 sum_fp64(vec2 a, vec2 b) {
  vec2 s, t;
  s = twoSum(a.x, b.x);
  t = twoSum(a.y, b.y);
  s.y += t.x;
  s = quickTwoSum(s.x, s.y);
  s.y += t.y;
  s = quickTwoSum(s.x, s.y);
  return s;
}

vec2 sub_fp64(vec2 a, vec2 b) {
  vec2 s, t;
  s = twoSub(a.x, b.x);
  t = twoSub(a.y, b.y);
  s.y += t.x;
  s = quickTwoSum(s.x, s.y);
  s.y += t.y;
  s = quickTwoSum(s.x, s.y);
  return s;
}

vec2 mul_fp64(vec2 a, vec2 b) {
  vec2 prod = twoProd(a.x, b.x);
  // y component is for the error
  prod.y += a.x * b.y;
#if defined(LUMA_FP64_HIGH_BITS_OVERFLOW_WORKAROUND)
  prod = split2(prod);
#endif
  prod = quickTwoSum(prod.x, prod.y);
  prod.y += a.y * b.x;
#if defined(LUMA_FP64_HIGH_BITS_OVERFLOW_WORKAROUND)
  prod = split2(prod);
#endif
  prod = quickTwoSum(prod.x, prod.y);
  return prod;
}

vec2 div_fp64(vec2 a, vec2 b) {
  float xn = 1.0 / b.x;
#if defined(LUMA_FP64_HIGH_BITS_OVERFLOW_WORKAROUND)
  vec2 yn = mul_fp64(a, vec2(xn, 0));
#else
  vec2 yn = a * xn;
#endif
  float diff = (sub_fp64(a, mul_fp64(b, yn))).x;
  vec2 prod = twoProd(xn, diff);
  return sum_fp64(yn, prod);
}

vec2 sqrt_fp64(vec2 a) {
  if (a.x == 0.0 && a.y == 0.0) return vec2(0.0, 0.0);
  if (a.x < 0.0) return vec2(0.0 / 0.0, 0.0 / 0.0);

  float x = 1.0 / sqrt(a.x);
  float yn = a.x * x;
#if defined(LUMA_FP64_CODE_ELIMINATION_WORKAROUND)
  vec2 yn_sqr = twoSqr(yn) * fp64.ONE;
#else
  vec2 yn_sqr = twoSqr(yn);
#endif
  float diff = sub_fp64(a, yn_sqr).x;
  vec2 prod = twoProd(x * 0.5, diff);
#if defined(LUMA_FP64_HIGH_BITS_OVERFLOW_WORKAROUND)
  return sum_fp64(split(yn), prod);
#else
  return sum_fp64(vec2(yn, 0.0), prod);
#endif
}
`;var Du=`struct Fp64ArithmeticUniforms {
  ONE: f32,
  SPLIT: f32,
};

@group(0) @binding(auto) var<uniform> fp64arithmetic : Fp64ArithmeticUniforms;

fn fp64_nan(seed: f32) -> f32 {
  let nanBits = 0x7fc00000u | select(0u, 1u, seed < 0.0);
  return bitcast<f32>(nanBits);
}

fn fp64_runtime_zero() -> f32 {
  return fp64arithmetic.ONE * 0.0;
}

fn prevent_fp64_optimization(value: f32) -> f32 {
#ifdef LUMA_FP64_CODE_ELIMINATION_WORKAROUND
  return value + fp64_runtime_zero();
#else
  return value;
#endif
}

fn split(a: f32) -> vec2f {
  let splitValue = prevent_fp64_optimization(fp64arithmetic.SPLIT + fp64_runtime_zero());
  let t = prevent_fp64_optimization(a * splitValue);
  let temp = prevent_fp64_optimization(t - a);
  let aHi = prevent_fp64_optimization(t - temp);
  let aLo = prevent_fp64_optimization(a - aHi);
  return vec2f(aHi, aLo);
}

fn split2(a: vec2f) -> vec2f {
  var b = split(a.x);
  b.y = b.y + a.y;
  return b;
}

fn quickTwoSum(a: f32, b: f32) -> vec2f {
#ifdef LUMA_FP64_CODE_ELIMINATION_WORKAROUND
  let sum = prevent_fp64_optimization((a + b) * fp64arithmetic.ONE);
  let err = prevent_fp64_optimization(b - (sum - a) * fp64arithmetic.ONE);
#else
  let sum = prevent_fp64_optimization(a + b);
  let err = prevent_fp64_optimization(b - (sum - a));
#endif
  return vec2f(sum, err);
}

fn twoSum(a: f32, b: f32) -> vec2f {
  let s = prevent_fp64_optimization(a + b);
#ifdef LUMA_FP64_CODE_ELIMINATION_WORKAROUND
  let v = prevent_fp64_optimization((s * fp64arithmetic.ONE - a) * fp64arithmetic.ONE);
  let err =
    prevent_fp64_optimization((a - (s - v) * fp64arithmetic.ONE) *
      fp64arithmetic.ONE *
      fp64arithmetic.ONE *
      fp64arithmetic.ONE) +
    prevent_fp64_optimization(b - v);
#else
  let v = prevent_fp64_optimization(s - a);
  let err = prevent_fp64_optimization(a - (s - v)) + prevent_fp64_optimization(b - v);
#endif
  return vec2f(s, err);
}

fn twoSub(a: f32, b: f32) -> vec2f {
  let s = prevent_fp64_optimization(a - b);
#ifdef LUMA_FP64_CODE_ELIMINATION_WORKAROUND
  let v = prevent_fp64_optimization((s * fp64arithmetic.ONE - a) * fp64arithmetic.ONE);
  let err =
    prevent_fp64_optimization((a - (s - v) * fp64arithmetic.ONE) *
      fp64arithmetic.ONE *
      fp64arithmetic.ONE *
      fp64arithmetic.ONE) -
    prevent_fp64_optimization(b + v);
#else
  let v = prevent_fp64_optimization(s - a);
  let err = prevent_fp64_optimization(a - (s - v)) - prevent_fp64_optimization(b + v);
#endif
  return vec2f(s, err);
}

fn twoSqr(a: f32) -> vec2f {
  let prod = prevent_fp64_optimization(a * a);
  let aFp64 = split(a);
  let highProduct = prevent_fp64_optimization(aFp64.x * aFp64.x);
  let crossProduct = prevent_fp64_optimization(2.0 * aFp64.x * aFp64.y);
  let lowProduct = prevent_fp64_optimization(aFp64.y * aFp64.y);
#ifdef LUMA_FP64_CODE_ELIMINATION_WORKAROUND
  let err =
    (prevent_fp64_optimization(highProduct - prod) * fp64arithmetic.ONE +
      crossProduct * fp64arithmetic.ONE * fp64arithmetic.ONE) +
    lowProduct * fp64arithmetic.ONE * fp64arithmetic.ONE * fp64arithmetic.ONE;
#else
  let err = ((prevent_fp64_optimization(highProduct - prod) + crossProduct) + lowProduct);
#endif
  return vec2f(prod, err);
}

fn twoProd(a: f32, b: f32) -> vec2f {
  let prod = prevent_fp64_optimization(a * b);
  let aFp64 = split(a);
  let bFp64 = split(b);
  let highProduct = prevent_fp64_optimization(aFp64.x * bFp64.x);
  let crossProduct1 = prevent_fp64_optimization(aFp64.x * bFp64.y);
  let crossProduct2 = prevent_fp64_optimization(aFp64.y * bFp64.x);
  let lowProduct = prevent_fp64_optimization(aFp64.y * bFp64.y);
#ifdef LUMA_FP64_CODE_ELIMINATION_WORKAROUND
  let err1 = (highProduct - prod) * fp64arithmetic.ONE;
  let err2 = crossProduct1 * fp64arithmetic.ONE * fp64arithmetic.ONE;
  let err3 = crossProduct2 * fp64arithmetic.ONE * fp64arithmetic.ONE * fp64arithmetic.ONE;
  let err4 =
    lowProduct *
    fp64arithmetic.ONE *
    fp64arithmetic.ONE *
    fp64arithmetic.ONE *
    fp64arithmetic.ONE;
#else
  let err1 = highProduct - prod;
  let err2 = crossProduct1;
  let err3 = crossProduct2;
  let err4 = lowProduct;
#endif
  let err12InputA = prevent_fp64_optimization(err1);
  let err12InputB = prevent_fp64_optimization(err2);
  let err12 = prevent_fp64_optimization(err12InputA + err12InputB);
  let err123InputA = prevent_fp64_optimization(err12);
  let err123InputB = prevent_fp64_optimization(err3);
  let err123 = prevent_fp64_optimization(err123InputA + err123InputB);
  let err1234InputA = prevent_fp64_optimization(err123);
  let err1234InputB = prevent_fp64_optimization(err4);
  let err = prevent_fp64_optimization(err1234InputA + err1234InputB);
  return vec2f(prod, err);
}

fn sum_fp64(a: vec2f, b: vec2f) -> vec2f {
  var s = twoSum(a.x, b.x);
  let t = twoSum(a.y, b.y);
  s.y = prevent_fp64_optimization(s.y + t.x);
  s = quickTwoSum(s.x, s.y);
  s.y = prevent_fp64_optimization(s.y + t.y);
  s = quickTwoSum(s.x, s.y);
  return s;
}

fn sub_fp64(a: vec2f, b: vec2f) -> vec2f {
  var s = twoSub(a.x, b.x);
  let t = twoSub(a.y, b.y);
  s.y = prevent_fp64_optimization(s.y + t.x);
  s = quickTwoSum(s.x, s.y);
  s.y = prevent_fp64_optimization(s.y + t.y);
  s = quickTwoSum(s.x, s.y);
  return s;
}

fn mul_fp64(a: vec2f, b: vec2f) -> vec2f {
  var prod = twoProd(a.x, b.x);
  let crossProduct1 = prevent_fp64_optimization(a.x * b.y);
  prod.y = prevent_fp64_optimization(prod.y + crossProduct1);
#ifdef LUMA_FP64_HIGH_BITS_OVERFLOW_WORKAROUND
  prod = split2(prod);
#endif
  prod = quickTwoSum(prod.x, prod.y);
  let crossProduct2 = prevent_fp64_optimization(a.y * b.x);
  prod.y = prevent_fp64_optimization(prod.y + crossProduct2);
#ifdef LUMA_FP64_HIGH_BITS_OVERFLOW_WORKAROUND
  prod = split2(prod);
#endif
  prod = quickTwoSum(prod.x, prod.y);
  return prod;
}

fn div_fp64(a: vec2f, b: vec2f) -> vec2f {
  let xn = prevent_fp64_optimization(1.0 / b.x);
  let yn = mul_fp64(a, vec2f(xn, fp64_runtime_zero()));
  let diff = prevent_fp64_optimization(sub_fp64(a, mul_fp64(b, yn)).x);
  let prod = twoProd(xn, diff);
  return sum_fp64(yn, prod);
}

fn sqrt_fp64(a: vec2f) -> vec2f {
  if (a.x == 0.0 && a.y == 0.0) {
    return vec2f(0.0, 0.0);
  }
  if (a.x < 0.0) {
    let nanValue = fp64_nan(a.x);
    return vec2f(nanValue, nanValue);
  }

  let x = prevent_fp64_optimization(1.0 / sqrt(a.x));
  let yn = prevent_fp64_optimization(a.x * x);
#ifdef LUMA_FP64_CODE_ELIMINATION_WORKAROUND
  let ynSqr = twoSqr(yn) * fp64arithmetic.ONE;
#else
  let ynSqr = twoSqr(yn);
#endif
  let diff = prevent_fp64_optimization(sub_fp64(a, ynSqr).x);
  let prod = twoProd(prevent_fp64_optimization(x * 0.5), diff);
#ifdef LUMA_FP64_HIGH_BITS_OVERFLOW_WORKAROUND
  return sum_fp64(split(yn), prod);
#else
  return sum_fp64(vec2f(yn, 0.0), prod);
#endif
}
`;var R0={ONE:1,SPLIT:4097},Fa={name:"fp64arithmetic",source:Du,fs:za,vs:za,defaultUniforms:R0,uniformTypes:{ONE:"f32",SPLIT:"f32"},fp64ify:ka,fp64LowPart:Ru,fp64ifyMatrix4:ku};var zu=`layout(std140) uniform floatColorsUniforms {
  float useByteColors;
} floatColors;

vec3 floatColors_normalize(vec3 inputColor) {
  return floatColors.useByteColors > 0.5 ? inputColor / 255.0 : inputColor;
}

vec4 floatColors_normalize(vec4 inputColor) {
  return floatColors.useByteColors > 0.5 ? inputColor / 255.0 : inputColor;
}

vec4 floatColors_premultiplyAlpha(vec4 inputColor) {
  return vec4(inputColor.rgb * inputColor.a, inputColor.a);
}

vec4 floatColors_unpremultiplyAlpha(vec4 inputColor) {
  return inputColor.a > 0.0 ? vec4(inputColor.rgb / inputColor.a, inputColor.a) : vec4(0.0);
}

vec4 floatColors_premultiply_alpha(vec4 inputColor) {
  return floatColors_premultiplyAlpha(inputColor);
}

vec4 floatColors_unpremultiply_alpha(vec4 inputColor) {
  return floatColors_unpremultiplyAlpha(inputColor);
}
`,k0=`struct floatColorsUniforms {
  useByteColors: f32
};

@group(0) @binding(auto) var<uniform> floatColors : floatColorsUniforms;

fn floatColors_normalize(inputColor: vec3<f32>) -> vec3<f32> {
  return select(inputColor, inputColor / 255.0, floatColors.useByteColors > 0.5);
}

fn floatColors_normalize4(inputColor: vec4<f32>) -> vec4<f32> {
  return select(inputColor, inputColor / 255.0, floatColors.useByteColors > 0.5);
}

fn floatColors_premultiplyAlpha(inputColor: vec4<f32>) -> vec4<f32> {
  return vec4<f32>(inputColor.rgb * inputColor.a, inputColor.a);
}

fn floatColors_unpremultiplyAlpha(inputColor: vec4<f32>) -> vec4<f32> {
  return select(
    vec4<f32>(0.0),
    vec4<f32>(inputColor.rgb / inputColor.a, inputColor.a),
    inputColor.a > 0.0
  );
}

fn floatColors_premultiply_alpha(inputColor: vec4<f32>) -> vec4<f32> {
  return floatColors_premultiplyAlpha(inputColor);
}

fn floatColors_unpremultiply_alpha(inputColor: vec4<f32>) -> vec4<f32> {
  return floatColors_unpremultiplyAlpha(inputColor);
}
`,Fu={name:"floatColors",props:{},uniforms:{},vs:zu,fs:zu,source:k0,uniformTypes:{useByteColors:"f32"},defaultUniforms:{useByteColors:!0}};var N0=[0,1,1,1],D0=`layout(std140) uniform pickingUniforms {
  float isActive;
  float isAttribute;
  float isHighlightActive;
  float useByteColors;
  vec3 highlightedObjectColor;
  vec4 highlightColor;
} picking;

out vec4 picking_vRGBcolor_Avalid;

// Normalize unsigned byte color to 0-1 range
vec3 picking_normalizeColor(vec3 color) {
  return picking.useByteColors > 0.5 ? color / 255.0 : color;
}

// Normalize unsigned byte color to 0-1 range
vec4 picking_normalizeColor(vec4 color) {
  return picking.useByteColors > 0.5 ? color / 255.0 : color;
}

bool picking_isColorZero(vec3 color) {
  return dot(color, vec3(1.0)) < 0.00001;
}

bool picking_isColorValid(vec3 color) {
  return dot(color, vec3(1.0)) > 0.00001;
}

// Check if this vertex is highlighted 
bool isVertexHighlighted(vec3 vertexColor) {
  vec3 highlightedObjectColor = picking_normalizeColor(picking.highlightedObjectColor);
  return
    bool(picking.isHighlightActive) && picking_isColorZero(abs(vertexColor - highlightedObjectColor));
}

// Set the current picking color
void picking_setPickingColor(vec3 pickingColor) {
  pickingColor = picking_normalizeColor(pickingColor);

  if (bool(picking.isActive)) {
    // Use alpha as the validity flag. If pickingColor is [0, 0, 0] fragment is non-pickable
    picking_vRGBcolor_Avalid.a = float(picking_isColorValid(pickingColor));

    if (!bool(picking.isAttribute)) {
      // Stores the picking color so that the fragment shader can render it during picking
      picking_vRGBcolor_Avalid.rgb = pickingColor;
    }
  } else {
    // Do the comparison with selected item color in vertex shader as it should mean fewer compares
    picking_vRGBcolor_Avalid.a = float(isVertexHighlighted(pickingColor));
  }
}

void picking_setPickingAttribute(float value) {
  if (bool(picking.isAttribute)) {
    picking_vRGBcolor_Avalid.r = value;
  }
}

void picking_setPickingAttribute(vec2 value) {
  if (bool(picking.isAttribute)) {
    picking_vRGBcolor_Avalid.rg = value;
  }
}

void picking_setPickingAttribute(vec3 value) {
  if (bool(picking.isAttribute)) {
    picking_vRGBcolor_Avalid.rgb = value;
  }
}
`,z0=`layout(std140) uniform pickingUniforms {
  float isActive;
  float isAttribute;
  float isHighlightActive;
  float useByteColors;
  vec3 highlightedObjectColor;
  vec4 highlightColor;
} picking;

in vec4 picking_vRGBcolor_Avalid;

/*
 * Returns highlight color if this item is selected.
 */
vec4 picking_filterHighlightColor(vec4 color) {
  // If we are still picking, we don't highlight
  if (picking.isActive > 0.5) {
    return color;
  }

  bool selected = bool(picking_vRGBcolor_Avalid.a);

  if (selected) {
    // Blend in highlight color based on its alpha value
    float highLightAlpha = picking.highlightColor.a;
    float blendedAlpha = highLightAlpha + color.a * (1.0 - highLightAlpha);
    float highLightRatio = highLightAlpha / blendedAlpha;

    vec3 blendedRGB = mix(color.rgb, picking.highlightColor.rgb, highLightRatio);
    return vec4(blendedRGB, blendedAlpha);
  } else {
    return color;
  }
}

/*
 * Returns picking color if picking enabled else unmodified argument.
 */
vec4 picking_filterPickingColor(vec4 color) {
  if (bool(picking.isActive)) {
    if (picking_vRGBcolor_Avalid.a == 0.0) {
      discard;
    }
    return picking_vRGBcolor_Avalid;
  }
  return color;
}

/*
 * Returns picking color if picking is enabled if not
 * highlight color if this item is selected, otherwise unmodified argument.
 */
vec4 picking_filterColor(vec4 color) {
  vec4 highlightColor = picking_filterHighlightColor(color);
  return picking_filterPickingColor(highlightColor);
}
`,Gn={props:{},uniforms:{},name:"picking",uniformTypes:{isActive:"f32",isAttribute:"f32",isHighlightActive:"f32",useByteColors:"f32",highlightedObjectColor:"vec3<f32>",highlightColor:"vec4<f32>"},defaultUniforms:{isActive:!1,isAttribute:!1,isHighlightActive:!1,useByteColors:!0,highlightedObjectColor:[0,0,0],highlightColor:N0},vs:D0,fs:z0,getUniforms:F0};function F0(i={},t){let e={},r=Wn(i.useByteColors,!0);if(i.highlightedObjectColor!==void 0)if(i.highlightedObjectColor===null)e.isHighlightActive=!1;else{e.isHighlightActive=!0;let n=i.highlightedObjectColor.slice(0,3);e.highlightedObjectColor=n}return i.highlightColor&&(e.highlightColor=Nu(i.highlightColor,r)),i.isActive!==void 0&&(e.isActive=!!i.isActive,e.isAttribute=!!i.isAttribute),i.useByteColors!==void 0&&(e.useByteColors=!!i.useByteColors),e}var Ba=`precision highp int;

// #if (defined(SHADER_TYPE_FRAGMENT) && defined(LIGHTING_FRAGMENT)) || (defined(SHADER_TYPE_VERTEX) && defined(LIGHTING_VERTEX))
struct AmbientLight {
  vec3 color;
};

struct PointLight {
  vec3 color;
  vec3 position;
  vec3 attenuation; // 2nd order x:Constant-y:Linear-z:Exponential
};

struct SpotLight {
  vec3 color;
  vec3 position;
  vec3 direction;
  vec3 attenuation;
  vec2 coneCos;
};

struct DirectionalLight {
  vec3 color;
  vec3 direction;
};

struct UniformLight {
  vec3 color;
  vec3 position;
  vec3 direction;
  vec3 attenuation;
  vec2 coneCos;
};

layout(std140) uniform lightingUniforms {
  int enabled;
  int directionalLightCount;
  int pointLightCount;
  int spotLightCount;
  vec3 ambientColor;
  UniformLight lights[5];
} lighting;

PointLight lighting_getPointLight(int index) {
  UniformLight light = lighting.lights[index];
  return PointLight(light.color, light.position, light.attenuation);
}

SpotLight lighting_getSpotLight(int index) {
  UniformLight light = lighting.lights[lighting.pointLightCount + index];
  return SpotLight(light.color, light.position, light.direction, light.attenuation, light.coneCos);
}

DirectionalLight lighting_getDirectionalLight(int index) {
  UniformLight light =
    lighting.lights[lighting.pointLightCount + lighting.spotLightCount + index];
  return DirectionalLight(light.color, light.direction);
}

float getPointLightAttenuation(PointLight pointLight, float distance) {
  return pointLight.attenuation.x
       + pointLight.attenuation.y * distance
       + pointLight.attenuation.z * distance * distance;
}

float getSpotLightAttenuation(SpotLight spotLight, vec3 positionWorldspace) {
  vec3 light_direction = normalize(positionWorldspace - spotLight.position);
  float coneFactor = smoothstep(
    spotLight.coneCos.y,
    spotLight.coneCos.x,
    dot(normalize(spotLight.direction), light_direction)
  );
  float distanceAttenuation = getPointLightAttenuation(
    PointLight(spotLight.color, spotLight.position, spotLight.attenuation),
    distance(spotLight.position, positionWorldspace)
  );
  return distanceAttenuation / max(coneFactor, 0.0001);
}

// #endif
`;var Bu=`// #if (defined(SHADER_TYPE_FRAGMENT) && defined(LIGHTING_FRAGMENT)) || (defined(SHADER_TYPE_VERTEX) && defined(LIGHTING_VERTEX))
const MAX_LIGHTS: i32 = 5;

struct AmbientLight {
  color: vec3<f32>,
};

struct PointLight {
  color: vec3<f32>,
  position: vec3<f32>,
  attenuation: vec3<f32>, // 2nd order x:Constant-y:Linear-z:Exponential
};

struct SpotLight {
  color: vec3<f32>,
  position: vec3<f32>,
  direction: vec3<f32>,
  attenuation: vec3<f32>,
  coneCos: vec2<f32>,
};

struct DirectionalLight {
  color: vec3<f32>,
  direction: vec3<f32>,
};

struct UniformLight {
  color: vec3<f32>,
  position: vec3<f32>,
  direction: vec3<f32>,
  attenuation: vec3<f32>,
  coneCos: vec2<f32>,
};

struct lightingUniforms {
  enabled: i32,
  directionalLightCount: i32,
  pointLightCount: i32,
  spotLightCount: i32,
  ambientColor: vec3<f32>,
  lights: array<UniformLight, 5>,
};

@group(2) @binding(auto) var<uniform> lighting : lightingUniforms;

fn lighting_getPointLight(index: i32) -> PointLight {
  let light = lighting.lights[index];
  return PointLight(light.color, light.position, light.attenuation);
}

fn lighting_getSpotLight(index: i32) -> SpotLight {
  let light = lighting.lights[lighting.pointLightCount + index];
  return SpotLight(light.color, light.position, light.direction, light.attenuation, light.coneCos);
}

fn lighting_getDirectionalLight(index: i32) -> DirectionalLight {
  let light = lighting.lights[lighting.pointLightCount + lighting.spotLightCount + index];
  return DirectionalLight(light.color, light.direction);
}

fn getPointLightAttenuation(pointLight: PointLight, distance: f32) -> f32 {
  return pointLight.attenuation.x
       + pointLight.attenuation.y * distance
       + pointLight.attenuation.z * distance * distance;
}

fn getSpotLightAttenuation(spotLight: SpotLight, positionWorldspace: vec3<f32>) -> f32 {
  let lightDirection = normalize(positionWorldspace - spotLight.position);
  let coneFactor = smoothstep(
    spotLight.coneCos.y,
    spotLight.coneCos.x,
    dot(normalize(spotLight.direction), lightDirection)
  );
  let distanceAttenuation = getPointLightAttenuation(
    PointLight(spotLight.color, spotLight.position, spotLight.attenuation),
    distance(spotLight.position, positionWorldspace)
  );
  return distanceAttenuation / max(coneFactor, 0.0001);
}
`;var _e=5,B0={color:"vec3<f32>",position:"vec3<f32>",direction:"vec3<f32>",attenuation:"vec3<f32>",coneCos:"vec2<f32>"},Uu={props:{},uniforms:{},name:"lighting",defines:{},uniformTypes:{enabled:"i32",directionalLightCount:"i32",pointLightCount:"i32",spotLightCount:"i32",ambientColor:"vec3<f32>",lights:[B0,_e]},defaultUniforms:Hn(),bindingLayout:[{name:"lighting",group:2}],firstBindingSlot:0,source:Bu,vs:Ba,fs:Ba,getUniforms:U0};function U0(i,t={}){if(i=i&&{...i},!i)return Hn();i.lights&&(i={...i,...V0(i.lights),lights:void 0});let{useByteColors:e,ambientLight:r,pointLights:n,spotLights:o,directionalLights:s}=i||{};if(!(r||n&&n.length>0||o&&o.length>0||s&&s.length>0))return{...Hn(),enabled:0};let c={...Hn(),...j0({useByteColors:e,ambientLight:r,pointLights:n,spotLights:o,directionalLights:s})};return i.enabled!==void 0&&(c.enabled=i.enabled?1:0),c}function j0({useByteColors:i,ambientLight:t,pointLights:e=[],spotLights:r=[],directionalLights:n=[]}){let o=ju(),s=0,a=0,c=0,l=0;for(let f of e){if(s>=_e)break;o[s]={...o[s],color:$n(f,i),position:f.position,attenuation:f.attenuation||[1,0,0]},s++,a++}for(let f of r){if(s>=_e)break;o[s]={...o[s],color:$n(f,i),position:f.position,direction:f.direction,attenuation:f.attenuation||[1,0,0],coneCos:G0(f)},s++,c++}for(let f of n){if(s>=_e)break;o[s]={...o[s],color:$n(f,i),direction:f.direction},s++,l++}return e.length+r.length+n.length>_e&&N.warn(`MAX_LIGHTS exceeded, truncating to ${_e}`)(),{ambientColor:$n(t,i),directionalLightCount:l,pointLightCount:a,spotLightCount:c,lights:o}}function V0(i){let t={pointLights:[],spotLights:[],directionalLights:[]};for(let e of i||[])switch(e.type){case"ambient":t.ambientLight=e;break;case"directional":t.directionalLights?.push(e);break;case"point":t.pointLights?.push(e);break;case"spot":t.spotLights?.push(e);break;default:}return t}function $n(i={},t){let{color:e=[0,0,0],intensity:r=1}=i;return Na(e,Wn(t,!0)).map(o=>o*r)}function Hn(){return{enabled:1,directionalLightCount:0,pointLightCount:0,spotLightCount:0,ambientColor:[.1,.1,.1],lights:ju()}}function ju(){return Array.from({length:_e},()=>W0())}function W0(){return{color:[1,1,1],position:[1,1,2],direction:[1,1,1],attenuation:[1,0,0],coneCos:[1,0]}}function G0(i){let t=i.innerConeAngle??0,e=i.outerConeAngle??Math.PI/4;return[Math.cos(t),Math.cos(e)]}var Vu=`layout(std140) uniform phongMaterialUniforms {
  uniform bool unlit;
  uniform float ambient;
  uniform float diffuse;
  uniform float shininess;
  uniform vec3  specularColor;
} material;
`,Wu=`layout(std140) uniform phongMaterialUniforms {
  uniform bool unlit;
  uniform float ambient;
  uniform float diffuse;
  uniform float shininess;
  uniform vec3  specularColor;
} material;

vec3 lighting_getLightColor(vec3 surfaceColor, vec3 light_direction, vec3 view_direction, vec3 normal_worldspace, vec3 color) {
  vec3 halfway_direction = normalize(light_direction + view_direction);
  float lambertian = dot(light_direction, normal_worldspace);
  float specular = 0.0;
  if (lambertian > 0.0) {
    float specular_angle = max(dot(normal_worldspace, halfway_direction), 0.0);
    specular = pow(specular_angle, material.shininess);
  }
  lambertian = max(lambertian, 0.0);
  return (lambertian * material.diffuse * surfaceColor + specular * floatColors_normalize(material.specularColor)) * color;
}

vec3 lighting_getLightColor(vec3 surfaceColor, vec3 cameraPosition, vec3 position_worldspace, vec3 normal_worldspace) {
  vec3 lightColor = surfaceColor;

  if (material.unlit) {
    return surfaceColor;
  }

  if (lighting.enabled == 0) {
    return lightColor;
  }

  vec3 view_direction = normalize(cameraPosition - position_worldspace);
  lightColor = material.ambient * surfaceColor * lighting.ambientColor;

  for (int i = 0; i < lighting.pointLightCount; i++) {
    PointLight pointLight = lighting_getPointLight(i);
    vec3 light_position_worldspace = pointLight.position;
    vec3 light_direction = normalize(light_position_worldspace - position_worldspace);
    float light_attenuation = getPointLightAttenuation(pointLight, distance(light_position_worldspace, position_worldspace));
    lightColor += lighting_getLightColor(surfaceColor, light_direction, view_direction, normal_worldspace, pointLight.color / light_attenuation);
  }

  for (int i = 0; i < lighting.spotLightCount; i++) {
    SpotLight spotLight = lighting_getSpotLight(i);
    vec3 light_position_worldspace = spotLight.position;
    vec3 light_direction = normalize(light_position_worldspace - position_worldspace);
    float light_attenuation = getSpotLightAttenuation(spotLight, position_worldspace);
    lightColor += lighting_getLightColor(surfaceColor, light_direction, view_direction, normal_worldspace, spotLight.color / light_attenuation);
  }

  for (int i = 0; i < lighting.directionalLightCount; i++) {
    DirectionalLight directionalLight = lighting_getDirectionalLight(i);
    lightColor += lighting_getLightColor(surfaceColor, -directionalLight.direction, view_direction, normal_worldspace, directionalLight.color);
  }
  
  return lightColor;
}
`;var Gu=`struct phongMaterialUniforms {
  unlit: u32,
  ambient: f32,
  diffuse: f32,
  shininess: f32,
  specularColor: vec3<f32>,
};

@group(3) @binding(auto) var<uniform> phongMaterial : phongMaterialUniforms;

fn lighting_getLightColor(surfaceColor: vec3<f32>, light_direction: vec3<f32>, view_direction: vec3<f32>, normal_worldspace: vec3<f32>, color: vec3<f32>) -> vec3<f32> {
  let halfway_direction: vec3<f32> = normalize(light_direction + view_direction);
  var lambertian: f32 = dot(light_direction, normal_worldspace);
  var specular: f32 = 0.0;
  if (lambertian > 0.0) {
    let specular_angle = max(dot(normal_worldspace, halfway_direction), 0.0);
    specular = pow(specular_angle, phongMaterial.shininess);
  }
  lambertian = max(lambertian, 0.0);
  return (
    lambertian * phongMaterial.diffuse * surfaceColor +
    specular * floatColors_normalize(phongMaterial.specularColor)
  ) * color;
}

fn lighting_getLightColor2(surfaceColor: vec3<f32>, cameraPosition: vec3<f32>, position_worldspace: vec3<f32>, normal_worldspace: vec3<f32>) -> vec3<f32> {
  var lightColor: vec3<f32> = surfaceColor;

  if (phongMaterial.unlit != 0u) {
    return surfaceColor;
  }

  if (lighting.enabled == 0) {
    return lightColor;
  }

  let view_direction: vec3<f32> = normalize(cameraPosition - position_worldspace);
  lightColor = phongMaterial.ambient * surfaceColor * lighting.ambientColor;

  for (var i: i32 = 0; i < lighting.pointLightCount; i++) {
    let pointLight: PointLight = lighting_getPointLight(i);
    let light_position_worldspace: vec3<f32> = pointLight.position;
    let light_direction: vec3<f32> = normalize(light_position_worldspace - position_worldspace);
    let light_attenuation = getPointLightAttenuation(
      pointLight,
      distance(light_position_worldspace, position_worldspace)
    );
    lightColor += lighting_getLightColor(
      surfaceColor,
      light_direction,
      view_direction,
      normal_worldspace,
      pointLight.color / light_attenuation
    );
  }

  for (var i: i32 = 0; i < lighting.spotLightCount; i++) {
    let spotLight: SpotLight = lighting_getSpotLight(i);
    let light_position_worldspace: vec3<f32> = spotLight.position;
    let light_direction: vec3<f32> = normalize(light_position_worldspace - position_worldspace);
    let light_attenuation = getSpotLightAttenuation(spotLight, position_worldspace);
    lightColor += lighting_getLightColor(
      surfaceColor,
      light_direction,
      view_direction,
      normal_worldspace,
      spotLight.color / light_attenuation
    );
  }

  for (var i: i32 = 0; i < lighting.directionalLightCount; i++) {
    let directionalLight: DirectionalLight = lighting_getDirectionalLight(i);
    lightColor += lighting_getLightColor(surfaceColor, -directionalLight.direction, view_direction, normal_worldspace, directionalLight.color);
  }  
  
  return lightColor;
}

fn lighting_getSpecularLightColor(cameraPosition: vec3<f32>, position_worldspace: vec3<f32>, normal_worldspace: vec3<f32>) -> vec3<f32>{
  var lightColor = vec3<f32>(0, 0, 0);
  let surfaceColor = vec3<f32>(0, 0, 0);

  if (lighting.enabled != 0) {
    let view_direction = normalize(cameraPosition - position_worldspace);

    for (var i: i32 = 0; i < lighting.pointLightCount; i++) {
      let pointLight: PointLight = lighting_getPointLight(i);
      let light_position_worldspace: vec3<f32> = pointLight.position;
      let light_direction: vec3<f32> = normalize(light_position_worldspace - position_worldspace);
      let light_attenuation = getPointLightAttenuation(
        pointLight,
        distance(light_position_worldspace, position_worldspace)
      );
      lightColor += lighting_getLightColor(
        surfaceColor,
        light_direction,
        view_direction,
        normal_worldspace,
        pointLight.color / light_attenuation
      );
    }

    for (var i: i32 = 0; i < lighting.spotLightCount; i++) {
      let spotLight: SpotLight = lighting_getSpotLight(i);
      let light_position_worldspace: vec3<f32> = spotLight.position;
      let light_direction: vec3<f32> = normalize(light_position_worldspace - position_worldspace);
      let light_attenuation = getSpotLightAttenuation(spotLight, position_worldspace);
      lightColor += lighting_getLightColor(
        surfaceColor,
        light_direction,
        view_direction,
        normal_worldspace,
        spotLight.color / light_attenuation
      );
    }

    for (var i: i32 = 0; i < lighting.directionalLightCount; i++) {
        let directionalLight: DirectionalLight = lighting_getDirectionalLight(i);
        lightColor += lighting_getLightColor(surfaceColor, -directionalLight.direction, view_direction, normal_worldspace, directionalLight.color);
    }
  }
  return lightColor;
}
`;var $0=[38.25,38.25,38.25],qe={props:{},name:"gouraudMaterial",bindingLayout:[{name:"gouraudMaterial",group:3}],vs:Wu.replace("phongMaterial","gouraudMaterial"),fs:Vu.replace("phongMaterial","gouraudMaterial"),source:Gu.replaceAll("phongMaterial","gouraudMaterial"),defines:{LIGHTING_VERTEX:!0},dependencies:[Uu,Fu],uniformTypes:{unlit:"i32",ambient:"f32",diffuse:"f32",shininess:"f32",specularColor:"vec3<f32>"},defaultUniforms:{unlit:!1,ambient:.35,diffuse:.6,shininess:32,specularColor:$0},getUniforms(i){return{...qe.defaultUniforms,...i}}};var H0=`struct LayerUniforms {
  opacity: f32,
};

@group(0) @binding(auto)
var<uniform> layer: LayerUniforms;
`,$u=`layout(std140) uniform layerUniforms {
  uniform float opacity;
} layer;
`,Ua={name:"layer",source:H0,vs:$u,fs:$u,getUniforms:i=>({opacity:Math.pow(i.opacity,.45454545454545453)}),uniformTypes:{opacity:"f32"}};var Y0=`

@must_use
fn deckgl_premultiplied_alpha(fragColor: vec4<f32>) -> vec4<f32> {
    return vec4(fragColor.rgb * fragColor.a, fragColor.a); 
};
`,Ze={name:"color",dependencies:[],source:Y0,getUniforms:i=>({})};var q0=`const SMOOTH_EDGE_RADIUS: f32 = 0.5;

struct VertexGeometry {
  position: vec4<f32>,
  worldPosition: vec3<f32>,
  worldPositionAlt: vec3<f32>,
  normal: vec3<f32>,
  uv: vec2<f32>,
  pickingColor: vec3<f32>,
};

var<private> geometry_: VertexGeometry = VertexGeometry(
  vec4<f32>(0.0, 0.0, 1.0, 0.0),
  vec3<f32>(0.0, 0.0, 0.0),
  vec3<f32>(0.0, 0.0, 0.0),
  vec3<f32>(0.0, 0.0, 0.0),
  vec2<f32>(0.0, 0.0),
  vec3<f32>(0.0, 0.0, 0.0)
);

struct FragmentGeometry {
  uv: vec2<f32>,
};

var<private> fragmentGeometry: FragmentGeometry;

fn smoothedge(edge: f32, x: f32) -> f32 {
  return smoothstep(edge - SMOOTH_EDGE_RADIUS, edge + SMOOTH_EDGE_RADIUS, x);
}
`,Hu="#define SMOOTH_EDGE_RADIUS 0.5",Z0=`${Hu}

struct VertexGeometry {
  vec4 position;
  vec3 worldPosition;
  vec3 worldPositionAlt;
  vec3 normal;
  vec2 uv;
  vec3 pickingColor;
} geometry = VertexGeometry(
  vec4(0.0, 0.0, 1.0, 0.0),
  vec3(0.0),
  vec3(0.0),
  vec3(0.0),
  vec2(0.0),
  vec3(0.0)
);
`,X0=`${Hu}

struct FragmentGeometry {
  vec2 uv;
} geometry;

float smoothedge(float edge, float x) {
  return smoothstep(edge - SMOOTH_EDGE_RADIUS, edge + SMOOTH_EDGE_RADIUS, x);
}
`,Yn={name:"geometry",source:q0,vs:Z0,fs:X0};var O;(function(i){i[i.Start=1]="Start",i[i.Move=2]="Move",i[i.End=4]="End",i[i.Cancel=8]="Cancel"})(O||(O={}));var F;(function(i){i[i.None=0]="None",i[i.Left=1]="Left",i[i.Right=2]="Right",i[i.Up=4]="Up",i[i.Down=8]="Down",i[i.Horizontal=3]="Horizontal",i[i.Vertical=12]="Vertical",i[i.All=15]="All"})(F||(F={}));var A;(function(i){i[i.Possible=1]="Possible",i[i.Began=2]="Began",i[i.Changed=4]="Changed",i[i.Ended=8]="Ended",i[i.Recognized=8]="Recognized",i[i.Cancelled=16]="Cancelled",i[i.Failed=32]="Failed"})(A||(A={}));var Yu="compute",ja="auto",Xe="manipulation",xe="none",ji="pan-x",Vi="pan-y";function Va(i){if(i.includes(xe))return xe;let t=i.includes(ji),e=i.includes(Vi);return t&&e?xe:t||e?t?ji:Vi:i.includes(Xe)?Xe:ja}var Wi=class{constructor(t,e){this.actions="",this.manager=t,this.set(e)}set(t){t===Yu&&(t=this.compute()),this.manager.element&&(this.manager.element.style.touchAction=t,this.actions=t)}update(){this.set(this.manager.options.touchAction)}compute(){let t=[];for(let e of this.manager.recognizers)e.options.enable&&(t=t.concat(e.getTouchAction()));return Va(t.join(" "))}};function Ke(i){return i.trim().split(/\s+/g)}function qn(i,t,e){if(i)for(let r of Ke(t))i.addEventListener(r,e,!1)}function Zn(i,t,e){if(i)for(let r of Ke(t))i.removeEventListener(r,e,!1)}function Wa(i){return(i.ownerDocument||i).defaultView}function Ga(i,t){let e=i;for(;e;){if(e===t)return!0;e=e.parentNode}return!1}function Xn(i){let t=i.length;if(t===1)return{x:Math.round(i[0].clientX),y:Math.round(i[0].clientY)};let e=0,r=0,n=0;for(;n<t;)e+=i[n].clientX,r+=i[n].clientY,n++;return{x:Math.round(e/t),y:Math.round(r/t)}}function $a(i){let t=[],e=0;for(;e<i.pointers.length;)t[e]={clientX:Math.round(i.pointers[e].clientX),clientY:Math.round(i.pointers[e].clientY)},e++;return{timeStamp:Date.now(),pointers:t,center:Xn(t),deltaX:i.deltaX,deltaY:i.deltaY}}function Gi(i,t){let e=t.x-i.x,r=t.y-i.y;return Math.sqrt(e*e+r*r)}function $i(i,t){let e=t.clientX-i.clientX,r=t.clientY-i.clientY;return Math.sqrt(e*e+r*r)}function qu(i,t){let e=t.x-i.x,r=t.y-i.y;return Math.atan2(r,e)*180/Math.PI}function Ha(i,t){let e=t.clientX-i.clientX,r=t.clientY-i.clientY;return Math.atan2(r,e)*180/Math.PI}function Je(i,t){return i===t?F.None:Math.abs(i)>=Math.abs(t)?i<0?F.Left:F.Right:t<0?F.Up:F.Down}function Zu(i,t){let e=t.center,r=i.offsetDelta,n=i.prevDelta,o=i.prevInput;return(t.eventType===O.Start||o?.eventType===O.End)&&(n=i.prevDelta={x:o?.deltaX||0,y:o?.deltaY||0},r=i.offsetDelta={x:e.x,y:e.y}),{deltaX:n.x+(e.x-r.x),deltaY:n.y+(e.y-r.y)}}function Kn(i,t,e){return{x:t/i||0,y:e/i||0}}function Xu(i,t){return $i(t[0],t[1])/$i(i[0],i[1])}function Ku(i,t){return Ha(t[1],t[0])-Ha(i[1],i[0])}function Ju(i,t){let e=i.lastInterval||t,r=t.timeStamp-e.timeStamp,n,o,s,a;if(t.eventType!==O.Cancel&&(r>25||e.velocity===void 0)){let c=t.deltaX-e.deltaX,l=t.deltaY-e.deltaY,f=Kn(r,c,l);o=f.x,s=f.y,n=Math.abs(f.x)>Math.abs(f.y)?f.x:f.y,a=Je(c,l),i.lastInterval=t}else n=e.velocity,o=e.velocityX,s=e.velocityY,a=e.direction;t.velocity=n,t.velocityX=o,t.velocityY=s,t.direction=a}function Ya(i,t){return"pointerId"in i?i.pointerId:t}function Qu(i,t){i.movementOrigin=new Map(t.map((e,r)=>[Ya(e,r),{clientX:e.clientX,clientY:e.clientY}])),i.firstMovementTime=void 0}function J0(i,t){let e=t.pointers.map(Ya);if(i.movementOrigin?.size===e.length&&e.every(n=>i.movementOrigin.has(n))||Qu(i,t.pointers),t.distancePerPointer=t.pointers.map((n,o)=>$i(i.movementOrigin.get(e[o]),n)),t.eventType&O.Move&&t.distancePerPointer.some(n=>n>0)&&(i.firstMovementTime??(i.firstMovementTime=t.timeStamp)),t.movementDeltaTime=i.firstMovementTime===void 0?0:t.timeStamp-i.firstMovementTime,t.eventType&(O.End|O.Cancel)){let n=t.changedPointers.map(o=>Ya(o,t.pointers.indexOf(o)));Qu(i,t.pointers.filter((o,s)=>!n.includes(e[s])))}}function th(i,t){let{session:e}=i,{pointers:r}=t,{length:n}=r;e.firstInput||(e.firstInput=$a(t)),n>1&&!e.firstMultiple?e.firstMultiple=$a(t):n===1&&(e.firstMultiple=!1);let{firstInput:o,firstMultiple:s}=e,a=s?s.center:o.center,c=t.center=Xn(r);t.timeStamp=Date.now(),t.deltaTime=t.timeStamp-o.timeStamp,J0(e,t),t.angle=qu(a,c),t.distance=Gi(a,c);let{deltaX:l,deltaY:f}=Zu(e,t);t.deltaX=l,t.deltaY=f,t.offsetDirection=Je(t.deltaX,t.deltaY);let u=Kn(t.deltaTime,t.deltaX,t.deltaY);t.overallVelocityX=u.x,t.overallVelocityY=u.y,t.overallVelocity=Math.abs(u.x)>Math.abs(u.y)?u.x:u.y,t.scale=s?Xu(s.pointers,r):1,t.rotation=s?Ku(s.pointers,r):0,t.maxPointers=e.prevInput?t.pointers.length>e.prevInput.maxPointers?t.pointers.length:e.prevInput.maxPointers:t.pointers.length;let h=i.element;return Ga(t.srcEvent.target,h)&&(h=t.srcEvent.target),t.target=h,Ju(e,t),t}function eh(i,t,e){let r=e.pointers.length,n=e.changedPointers.length,o=t&O.Start&&r-n===0,s=t&(O.End|O.Cancel)&&r-n===0;e.isFirst=!!o,e.isFinal=!!s,o&&(i.session={}),e.eventType=t;let a=th(i,e);i.emit("hammer.input",a),i.recognize(a),i.session.prevInput=a}var Hi=class{constructor(t){this.evEl="",this.evWin="",this.evTarget="",this.domHandler=e=>{this.manager.options.enable&&this.handler(e)},this.manager=t,this.element=t.element,this.target=t.options.inputTarget||t.element}callback(t,e){eh(this.manager,t,e)}init(){qn(this.element,this.evEl,this.domHandler),qn(this.target,this.evTarget,this.domHandler),qn(Wa(this.element),this.evWin,this.domHandler)}destroy(){Zn(this.element,this.evEl,this.domHandler),Zn(this.target,this.evTarget,this.domHandler),Zn(Wa(this.element),this.evWin,this.domHandler)}};var Q0={pointerdown:O.Start,pointermove:O.Move,pointerup:O.End,pointercancel:O.Cancel,pointerout:O.Cancel},tv="pointerdown",ev="pointermove pointerup pointercancel",Yi=class extends Hi{constructor(t){super(t),this.evEl=tv,this.evWin=ev,this.store=this.manager.session.pointerEvents=[],this.init()}handler(t){let{store:e}=this,r=!1,n=Q0[t.type],o=t.pointerType,s=o==="touch",a=e.findIndex(c=>c.pointerId===t.pointerId);n&O.Start&&(t.buttons||s)?a<0&&(e.push(t),a=e.length-1):n&(O.End|O.Cancel)&&(r=!0),!(a<0)&&(e[a]=t,this.callback(n,{pointers:e,changedPointers:[t],eventType:n,pointerType:o,srcEvent:t}),r&&e.splice(a,1))}};var iv=["","webkit","Moz","MS","ms","o"];function ih(i,t){let e=t[0].toUpperCase()+t.slice(1);for(let r of iv){let n=r?r+e:t;if(n in i)return n}}var rv=1,rh=2,nh={touchAction:"compute",enable:!0,inputTarget:null,cssProps:{userSelect:"none",userDrag:"none",touchCallout:"none",tapHighlightColor:"rgba(0,0,0,0)"}},qi=class{constructor(t,e){this.options={...nh,...e,cssProps:{...nh.cssProps,...e.cssProps},inputTarget:e.inputTarget||t},this.handlers={},this.session={},this.recognizers=[],this.oldCssProps={},this.element=t,this.input=new Yi(this),this.touchAction=new Wi(this,this.options.touchAction),this.toggleCssProps(!0)}set(t){return Object.assign(this.options,t),t.touchAction&&this.touchAction.update(),t.inputTarget&&(this.input.destroy(),this.input.target=t.inputTarget,this.input.init()),this}stop(t){this.session.stopped=t?rh:rv}recognize(t){let{session:e}=this;if(e.stopped)return;this.session.prevented&&t.srcEvent.preventDefault();let r,{recognizers:n}=this,{curRecognizer:o}=e;(!o||o&&o.state&A.Recognized)&&(o=e.curRecognizer=null);let s=0;for(;s<n.length;)r=n[s],e.stopped!==rh&&(!o||r===o||r.canRecognizeWith(o))?r.recognize(t):r.reset(),!o&&r.state&(A.Began|A.Changed|A.Ended)&&(o=e.curRecognizer=r),s++}get(t){let{recognizers:e}=this;for(let r=0;r<e.length;r++)if(e[r].options.event===t)return e[r];return null}add(t){if(Array.isArray(t)){for(let r of t)this.add(r);return this}let e=this.get(t.options.event);return e&&this.remove(e),this.recognizers.push(t),t.manager=this,this.touchAction.update(),t}remove(t){if(Array.isArray(t)){for(let r of t)this.remove(r);return this}let e=typeof t=="string"?this.get(t):t;if(e){let{recognizers:r}=this,n=r.indexOf(e);n!==-1&&(r.splice(n,1),this.touchAction.update())}return this}on(t,e){if(!t||!e)return;let{handlers:r}=this;for(let n of Ke(t))r[n]=r[n]||[],r[n].push(e)}off(t,e){if(!t)return;let{handlers:r}=this;for(let n of Ke(t))e?r[n]&&r[n].splice(r[n].indexOf(e),1):delete r[n]}emit(t,e){let r=this.handlers[t]&&this.handlers[t].slice();if(!r||!r.length)return;let n=e;n.type=t,n.preventDefault=function(){e.srcEvent.preventDefault()};let o=0;for(;o<r.length;)r[o](n),o++}destroy(){this.toggleCssProps(!1),this.handlers={},this.session={},this.input.destroy(),this.element=null}toggleCssProps(t){let{element:e}=this;if(e){for(let[r,n]of Object.entries(this.options.cssProps)){let o=ih(e.style,r);t?(this.oldCssProps[o]=e.style[o],e.style[o]=n):e.style[o]=this.oldCssProps[o]||""}t||(this.oldCssProps={})}}};var nv=1;function oh(){return nv++}function qa(i){return i&A.Cancelled?"cancel":i&A.Ended?"end":i&A.Changed?"move":i&A.Began?"start":""}var kt=class{constructor(t){this.options=t,this.id=oh(),this.state=A.Possible,this.simultaneous={},this.requireFail=[]}set(t){return Object.assign(this.options,t),this.manager.touchAction.update(),this}recognizeWith(t){if(Array.isArray(t)){for(let n of t)this.recognizeWith(n);return this}let e;if(typeof t=="string"){if(e=this.manager.get(t),!e)throw new Error(`Cannot find recognizer ${t}`)}else e=t;let{simultaneous:r}=this;return r[e.id]||(r[e.id]=e,e.recognizeWith(this)),this}dropRecognizeWith(t){if(Array.isArray(t)){for(let r of t)this.dropRecognizeWith(r);return this}let e;return typeof t=="string"?e=this.manager.get(t):e=t,e&&delete this.simultaneous[e.id],this}requireFailure(t){if(Array.isArray(t)){for(let n of t)this.requireFailure(n);return this}let e;if(typeof t=="string"){if(e=this.manager.get(t),!e)throw new Error(`Cannot find recognizer ${t}`)}else e=t;let{requireFail:r}=this;return r.indexOf(e)===-1&&(r.push(e),e.requireFailure(this)),this}dropRequireFailure(t){if(Array.isArray(t)){for(let r of t)this.dropRequireFailure(r);return this}let e;if(typeof t=="string"?e=this.manager.get(t):e=t,e){let r=this.requireFail.indexOf(e);r>-1&&this.requireFail.splice(r,1)}return this}hasRequireFailures(){return!!this.requireFail.find(t=>t.options.enable)}canRecognizeWith(t){return!!this.simultaneous[t.id]}emit(t){if(!t)return;let{state:e}=this;e<A.Ended&&this.manager.emit(this.options.event+qa(e),t),this.manager.emit(this.options.event,t),t.additionalEvent&&this.manager.emit(t.additionalEvent,t),e>=A.Ended&&this.manager.emit(this.options.event+qa(e),t)}tryEmit(t){this.canEmit()?this.emit(t):this.state=A.Failed}canEmit(){let t=0;for(;t<this.requireFail.length;){if(!(this.requireFail[t].state&(A.Failed|A.Possible)))return!1;t++}return!0}recognize(t){let e={...t};if(!this.options.enable){this.reset(),this.state=A.Failed;return}this.state&(A.Recognized|A.Cancelled|A.Failed)&&(this.state=A.Possible),this.state=this.process(e),this.state&(A.Began|A.Changed|A.Ended|A.Cancelled)&&this.tryEmit(e)}getEventNames(){return[this.options.event]}reset(){}};function ov(i){return Math.abs(((i+180)%360+360)%360-180)}function sv(i,t){return(t.distance===void 0||i.distance>=t.distance)&&(t.distancePerPointer===void 0||i.distancePerPointer.length>0&&i.distancePerPointer.every(e=>e>=t.distancePerPointer))&&(t.movementDeltaTime===void 0||i.movementDeltaTime>=t.movementDeltaTime)&&(t.rotation===void 0||ov(i.rotation)>=t.rotation)&&(t.scale===void 0||Math.abs(i.scale-1)>=t.scale)}var ve=class extends kt{attrTest(t){let e=this.options.pointers;return e===0||t.pointers.length===e}coherentTest(t){let e=this.options.coherent;return!e?.length||e.some(r=>sv(t,r))}process(t){let{state:e}=this,{eventType:r}=t,n=e&(A.Began|A.Changed),o=this.attrTest(t);return n&&(r&O.Cancel||!o)?e|A.Cancelled:n||o?r&O.End?e|A.Ended:e&A.Began?e|A.Changed:A.Began:A.Failed}};var we=class extends kt{constructor(t={}){super({enable:!0,event:"tap",pointers:1,taps:1,interval:300,time:250,threshold:9,posThreshold:10,...t}),this.pTime=null,this.pCenter=null,this._timer=null,this._input=null,this.count=0}getTouchAction(){return[Xe]}process(t){let{options:e}=this,r=t.pointers.length===e.pointers,n=t.distance<e.threshold,o=t.deltaTime<e.time;if(this.reset(),t.eventType&O.Start&&this.count===0)return this.failTimeout();if(n&&o&&r){if(t.eventType!==O.End)return this.failTimeout();let s=this.pTime?t.timeStamp-this.pTime<e.interval:!0,a=!this.pCenter||Gi(this.pCenter,t.center)<e.posThreshold;if(this.pTime=t.timeStamp,this.pCenter=t.center,!a||!s?this.count=1:this.count+=1,this._input=t,this.count%e.taps===0)return this.hasRequireFailures()?(this._timer=setTimeout(()=>{this.state=A.Recognized,this.tryEmit(this._input)},e.interval),A.Began):A.Recognized}return A.Failed}failTimeout(){return this._timer=setTimeout(()=>{this.state=A.Failed},this.options.interval),A.Failed}reset(){clearTimeout(this._timer)}emit(t){this.state===A.Recognized&&(t.tapCount=this.count,this.manager.emit(this.options.event,t))}};var Qe=class extends ve{constructor(){super(...arguments),this.wheelSession=null,this.wheelSessionUnsubscribe=null,this.handleWheelSessionEvent=t=>{t.device==="trackpad"&&this.handleTrackpadEvent(t)}}set(t){let{wheelSession:e,...r}=t;return e&&e!==this.wheelSession&&(this.wheelSessionUnsubscribe?.(),this.wheelSessionUnsubscribe=null,this.wheelSession=e),super.set(r),this.updateWheelSessionSubscription(),this}getTrackpadInput(t,e={}){let{srcEvent:r}=t,n=e.deltaX??t.deltaX,o=e.deltaY??t.deltaY,s=Je(n,o),a=Math.sqrt(t.deltaX*t.deltaX+t.deltaY*t.deltaY),c=r;return{pointers:[c,c],changedPointers:[c,c],pointerType:"trackpad",srcEvent:c,eventType:t.eventType,timeStamp:t.timeStamp,deltaTime:t.deltaTime,center:t.center,deltaX:n,deltaY:o,angle:Math.atan2(o,n)*180/Math.PI,distance:Math.sqrt(n*n+o*o),distancePerPointer:[a,a],movementDeltaTime:t.deltaTime,scale:1,rotation:0,direction:s,offsetDirection:s,velocity:t.velocity,velocityX:t.velocityX,velocityY:t.velocityY,overallVelocity:t.overallVelocity,overallVelocityX:t.overallVelocityX,overallVelocityY:t.overallVelocityY,maxPointers:2,target:r.target||this.manager.element,additionalEvent:"",...e}}updateWheelSessionSubscription(){let t=!!(this.wheelSession&&this.options.enable&&this.options.trackpad&&this.options.pointers===2);t&&!this.wheelSessionUnsubscribe?this.wheelSessionUnsubscribe=this.wheelSession.on(this.handleWheelSessionEvent):!t&&this.wheelSessionUnsubscribe&&(this.wheelSessionUnsubscribe(),this.wheelSessionUnsubscribe=null)}};var av=["","start","move","end","cancel","up","down","left","right"],Qt=class extends Qe{constructor(t={}){super({enable:!0,pointers:1,event:"pan",threshold:10,direction:F.All,trackpad:!1,coherent:[],...t}),this.trackpadGesture=!1,this.pX=null,this.pY=null}getTouchAction(){let{options:{direction:t}}=this,e=[];return t&F.Horizontal&&e.push(Vi),t&F.Vertical&&e.push(ji),e}getEventNames(){return av.map(t=>this.options.event+t)}directionTest(t){let{options:e}=this,r=!0,{distance:n}=t,{direction:o}=t,s=t.deltaX,a=t.deltaY;return o&e.direction||(e.direction&F.Horizontal?(o=s===0?F.None:s<0?F.Left:F.Right,r=s!==this.pX,n=Math.abs(t.deltaX)):(o=a===0?F.None:a<0?F.Up:F.Down,r=a!==this.pY,n=Math.abs(t.deltaY))),t.direction=o,r&&n>e.threshold&&!!(o&e.direction)}attrTest(t){let e=!!(this.state&A.Began),r=!(this.options.coherent?.length&&t.eventType&(O.End|O.Cancel));return super.attrTest(t)&&(e||r&&this.coherentTest(t)&&this.directionTest(t))}emit(t){this.pX=t.deltaX,this.pY=t.deltaY;let e=F[t.direction].toLowerCase();e&&(t.additionalEvent=this.options.event+e),super.emit(t)}handleTrackpadEvent(t){t.isFirst&&(this.trackpadGesture=!t.srcEvent.ctrlKey,!this.trackpadGesture&&this.state&(A.Recognized|A.Cancelled|A.Failed)&&(this.state=A.Possible)),this.trackpadGesture&&(this.recognize(this.getTrackpadInput(t,{deltaX:-t.deltaX,deltaY:-t.deltaY,velocity:-t.velocity,velocityX:-t.velocityX,velocityY:-t.velocityY,overallVelocity:-t.overallVelocity,overallVelocityX:-t.overallVelocityX,overallVelocityY:-t.overallVelocityY})),t.isFinal&&(this.trackpadGesture=!1))}};var cv=["","start","move","end","cancel","in","out"],ti=class extends Qe{constructor(t={}){super({enable:!0,event:"pinch",threshold:0,pointers:2,trackpad:!1,coherent:[],...t}),this.trackpadGesture=!1}getTouchAction(){return[xe]}getEventNames(){return cv.map(t=>this.options.event+t)}attrTest(t){let e=!!this.options.coherent?.length,r=!!(this.state&A.Began),n=!(e&&t.eventType&(O.End|O.Cancel));return super.attrTest(t)&&(r||n&&(e?this.coherentTest(t):Math.abs(t.scale-1)>this.options.threshold))}emit(t){if(t.scale!==1){let e=t.scale<1?"in":"out";t.additionalEvent=this.options.event+e}super.emit(t)}handleTrackpadEvent(t){t.isFirst&&(this.trackpadGesture=t.srcEvent.ctrlKey,!this.trackpadGesture&&this.state&(A.Recognized|A.Cancelled|A.Failed)&&(this.state=A.Possible)),this.trackpadGesture&&(this.recognize(this.getTrackpadInput(t,{deltaX:0,deltaY:0,velocity:0,velocityX:0,velocityY:0,overallVelocity:0,overallVelocityX:0,overallVelocityY:0,scale:Math.exp(-t.deltaY/100)})),t.isFinal&&(this.trackpadGesture=!1))}};var Nt=class{constructor(t,e,r){this.element=t,this.callback=e,this.options=r}listen(t,e){e?this.element.addEventListener(t,this.handleEvent,{passive:!1}):this.element.removeEventListener(t,this.handleEvent)}};var sh=typeof navigator<"u"&&navigator.userAgent?navigator.userAgent.toLowerCase():"";var dv=sh.indexOf("firefox")!==-1,pv=40,gv=.25,Jn=class extends Nt{constructor(t,e,r){r.enable=r.enable??!1,super(t,e,r),this.handleEvent=n=>{if(!this.options.enable)return;let o=n.deltaY;globalThis.WheelEvent&&(dv&&n.deltaMode===globalThis.WheelEvent.DOM_DELTA_PIXEL&&(o/=globalThis.devicePixelRatio),n.deltaMode===globalThis.WheelEvent.DOM_DELTA_LINE&&(o*=pv)),n.shiftKey&&o&&(o=o*gv),this.callback({type:"wheel",center:{x:n.clientX,y:n.clientY},delta:-o,device:this.options.wheelSession?.device??"unknown",srcEvent:n,pointerType:"mouse",target:n.target})},r.enable&&(this.wheelSessionUnsubscribe=this.options.wheelSession?.on(()=>{}),this.listen("wheel",!0))}destroy(){this.listen("wheel",!1),this.wheelSessionUnsubscribe?.(),this.wheelSessionUnsubscribe=void 0}enableEventType(t,e){t==="wheel"&&this.options.enable!==e&&(this.options.enable=e,e&&!this.wheelSessionUnsubscribe&&(this.wheelSessionUnsubscribe=this.options.wheelSession?.on(()=>{})),this.listen("wheel",e),e||(this.wheelSessionUnsubscribe?.(),this.wheelSessionUnsubscribe=void 0))}};var mv=4.000244140625,ah=40,yv=0,_v=1,xv=40,ch=40,vv=120,wv={classificationDelay:32,endDelay:80},Qn=class{constructor(t,e={}){this.subscriptions=new Map,this.session=null,this.classificationTimer=null,this.endTimer=null,this.pressedControlKeys=new Set,this.listeningForControlKeys=!1,this.handleEvent=r=>{if(!this.hasSubscribers)return"unknown";let n=Pv(r,this.pressedControlKeys.size>0),o=this.session;if(o&&n.timeStamp-o.lastTimeStamp>=this.options.endDelay){if(this.end(),!this.hasSubscribers)return"unknown";o=null}o?(this.scheduleEnd(),this.addSample(o,n)):(o=this.startPendingSession(n),this.scheduleEnd());let{device:s}=o;return s==="unknown"&&(s=Za(o.samples,!1),s!=="unknown"&&this.begin(o,s)),s},this.finishClassification=()=>{if(this.classificationTimer=null,!this.session||this.session.device!=="unknown")return;let r=this.session,n=Za(r.samples,!0);this.begin(r,n==="unknown"?"mouse":n)},this.end=()=>{if(!this.session)return;if(this.session.device==="unknown"){let n=this.session,o=Za(n.samples,!0);this.begin(n,o==="unknown"?"mouse":o)}if(!this.session)return;let r=this.session;this.emit(O.End,r.lastEvent),this.reset()},this.handleKeyDown=r=>{r.key==="Control"&&this.pressedControlKeys.add(r.code||r.key)},this.handleKeyUp=r=>{r.key==="Control"&&(r.code?this.pressedControlKeys.delete(r.code):this.pressedControlKeys.clear())},this.handleWindowBlur=()=>{this.pressedControlKeys.clear()},this.element=t,this.options={...wv,...e},this.element?.addEventListener("wheel",this.handleEvent,{passive:!0})}get hasSubscribers(){return this.subscriptions.size>0}get device(){return this.session?.device??"unknown"}on(t){let e={listener:t};return this.subscriptions.set(t,e),this.updateControlKeyEventListeners(),()=>{this.subscriptions.get(t)===e&&this.off(t)}}off(t){this.subscriptions.delete(t),this.updateControlKeyEventListeners(),this.hasSubscribers||this.reset()}cancel(){let t=this.session;t&&t.device!=="unknown"&&this.emit(O.Cancel,t.lastEvent),this.reset()}destroy(){this.cancel(),this.subscriptions.clear(),this.updateControlKeyEventListeners(),this.element?.removeEventListener("wheel",this.handleEvent)}startPendingSession(t){let e={samples:[t],device:"unknown",firstTimeStamp:t.timeStamp,lastTimeStamp:t.timeStamp,totalDeltaX:t.deltaX,totalDeltaY:t.deltaY,velocityX:0,velocityY:0,lastEvent:t.event};return this.session=e,this.classificationTimer=globalThis.setTimeout(this.finishClassification,this.options.classificationDelay),e}addSample(t,e){if(t.samples.push(e),t.lastTimeStamp=e.timeStamp,t.lastEvent=e.event,t.totalDeltaX+=e.deltaX,t.totalDeltaY+=e.deltaY,t.device!=="unknown"){let r=t.samples[t.samples.length-2],n=e.timeStamp-r.timeStamp;t.velocityX=n>0?e.deltaX/n:0,t.velocityY=n>0?e.deltaY/n:0,this.emit(O.Move,e.event,{velocityX:t.velocityX,velocityY:t.velocityY})}}begin(t,e){t.device=e,this.clearClassificationTimer(),this.emit(O.Start,t.samples[0].event);let r=t.lastTimeStamp-t.firstTimeStamp;t.velocityX=r>0?t.totalDeltaX/r:0,t.velocityY=r>0?t.totalDeltaY/r:0,this.emit(O.Move,t.lastEvent,{velocityX:t.velocityX,velocityY:t.velocityY})}scheduleEnd(){this.clearEndTimer(),this.endTimer=globalThis.setTimeout(this.end,this.options.endDelay)}emit(t,e,r){let n=this.session;if(!n||n.device==="unknown")return;let o=t===O.Start,s=t===O.End||t===O.Cancel,a=o?n.firstTimeStamp:n.lastTimeStamp,c=o?0:Math.max(0,a-n.firstTimeStamp),l=o?0:n.totalDeltaX,f=o?0:n.totalDeltaY,u=c>0?l/c:0,h=c>0?f/c:0,d=o?0:r?.velocityX??n.velocityX,p=o?0:r?.velocityY??n.velocityY,m={eventType:t,device:n.device,srcEvent:e,timeStamp:a,center:{x:e.clientX,y:e.clientY},deltaX:l,deltaY:f,deltaTime:c,velocity:Math.abs(d)>Math.abs(p)?d:p,velocityX:d,velocityY:p,overallVelocity:Math.abs(u)>Math.abs(h)?u:h,overallVelocityX:u,overallVelocityY:h,isFirst:o,isFinal:s};for(let{listener:g}of[...this.subscriptions.values()])g(m)}reset(){this.clearClassificationTimer(),this.clearEndTimer(),this.session=null}clearClassificationTimer(){this.classificationTimer!==null&&(globalThis.clearTimeout(this.classificationTimer),this.classificationTimer=null)}clearEndTimer(){this.endTimer!==null&&(globalThis.clearTimeout(this.endTimer),this.endTimer=null)}updateControlKeyEventListeners(){let t=this.hasSubscribers,e=bv();!e||t===this.listeningForControlKeys||(this.listeningForControlKeys=t,t?(e.addEventListener("keydown",this.handleKeyDown,!0),e.addEventListener("keyup",this.handleKeyUp,!0),e.addEventListener("blur",this.handleWindowBlur)):(e.removeEventListener("keydown",this.handleKeyDown,!0),e.removeEventListener("keyup",this.handleKeyUp,!0),e.removeEventListener("blur",this.handleWindowBlur),this.pressedControlKeys.clear()))}};function bv(){return typeof window<"u"?window:globalThis.document?.defaultView}function Pv(i,t){let e=i.deltaX,r=i.deltaY;return i.deltaMode===_v&&(e*=ah,r*=ah),{event:i,timeStamp:i.timeStamp,deltaX:e,deltaY:r,isControlKeyDown:t}}function Za(i,t){return i.some(({event:e,isControlKeyDown:r})=>e.ctrlKey&&!r)?"trackpad":i.some(({event:e})=>e.deltaMode!==yv)||i.some(Ev)||i.every(({event:e})=>{let r=e.wheelDelta;return r!==void 0&&Math.abs(r)%40===0})?"mouse":i.some(({deltaX:e})=>e!==0)||i.length>1&&Sv(i)?"trackpad":t?"mouse":"unknown"}function Ev({event:i,deltaX:t,deltaY:e}){if(t!==0||e===0)return!1;let r=Math.abs(e/mv);if(Number.isInteger(r))return!0;let n=i.wheelDelta;return typeof n=="number"&&n!==0&&n%vv===0}function Sv(i){for(let t=0;t<i.length;t++){let e=i[t];if(Math.abs(e.deltaX)>ch||Math.abs(e.deltaY)>ch||t>0&&e.timeStamp-i[t-1].timeStamp>xv)return!1}return!0}var lh=["mousedown","mousemove","mouseup","mouseover","mouseout","mouseenter","mouseleave"],to=class extends Nt{constructor(t,e,r){super(t,e,{enable:!0,...r}),this.handleEvent=o=>{this.handleOverEvent(o),this.handleOutEvent(o),this.handleEnterEvent(o),this.handleLeaveEvent(o),this.handleMoveEvent(o)},this.pressed=!1;let{enable:n=!1}=this.options;this.enableMoveEvent=n,this.enableLeaveEvent=n,this.enableEnterEvent=n,this.enableOutEvent=n,this.enableOverEvent=n,n&&lh.forEach(o=>this.listen(o,!0))}destroy(){lh.forEach(t=>this.listen(t,!1))}enableEventType(t,e){switch(t){case"pointermove":this.enableMoveEvent!==e&&(this.enableMoveEvent=e,this.listen("mousedown",e),this.listen("mousemove",e),this.listen("mouseup",e));break;case"pointerover":this.enableOverEvent!==e&&(this.enableOverEvent=e,this.listen("mouseover",e));break;case"pointerout":this.enableOutEvent!==e&&(this.enableOutEvent=e,this.listen("mouseout",e));break;case"pointerenter":this.enableEnterEvent!==e&&(this.enableEnterEvent=e,this.listen("mouseenter",e));break;case"pointerleave":this.enableLeaveEvent!==e&&(this.enableLeaveEvent=e,this.listen("mouseleave",e));break;default:}}handleOverEvent(t){this.enableOverEvent&&t.type==="mouseover"&&this._emit("pointerover",t)}handleOutEvent(t){this.enableOutEvent&&t.type==="mouseout"&&this._emit("pointerout",t)}handleEnterEvent(t){this.enableEnterEvent&&t.type==="mouseenter"&&this._emit("pointerenter",t)}handleLeaveEvent(t){this.enableLeaveEvent&&t.type==="mouseleave"&&this._emit("pointerleave",t)}handleMoveEvent(t){if(this.enableMoveEvent)switch(t.type){case"mousedown":t.button>=0&&(this.pressed=!0);break;case"mousemove":t.buttons===0&&(this.pressed=!1),this.pressed||this._emit("pointermove",t);break;case"mouseup":this.pressed=!1;break;default:}}_emit(t,e){this.callback({type:t,center:{x:e.clientX,y:e.clientY},srcEvent:e,pointerType:"mouse",target:e.target})}};var fh=["keydown","keyup"],eo=class extends Nt{constructor(t,e,r){super(t,e,{enable:!0,tabIndex:0,...r}),this.handleEvent=o=>{let s=o.target||o.srcElement;s.tagName==="INPUT"&&s.type==="text"||s.tagName==="TEXTAREA"||(this.enableDownEvent&&o.type==="keydown"&&this.callback({type:"keydown",srcEvent:o,key:o.key,target:o.target}),this.enableUpEvent&&o.type==="keyup"&&this.callback({type:"keyup",srcEvent:o,key:o.key,target:o.target}))};let{enable:n=!1}=this.options;this.enableDownEvent=n,this.enableUpEvent=n,t.tabIndex=this.options.tabIndex,t.style.outline="none",n&&fh.forEach(o=>this.listen(o,!0))}destroy(){fh.forEach(t=>this.listen(t,!1))}enableEventType(t,e){t==="keydown"&&this.enableDownEvent!==e&&(this.enableDownEvent=e,this.listen(t,e)),t==="keyup"&&this.enableUpEvent!==e&&(this.enableUpEvent=e,this.listen(t,e))}};var io=class extends Nt{constructor(t,e,r){r.enable=r.enable??!1,super(t,e,r),this.handleEvent=n=>{this.options.enable&&this.callback({type:"contextmenu",center:{x:n.clientX,y:n.clientY},srcEvent:n,pointerType:"mouse",target:n.target})},r.enable&&this.listen("contextmenu",!0)}destroy(){this.listen("contextmenu",!1)}enableEventType(t,e){t==="contextmenu"&&this.options.enable!==e&&(this.options.enable=e,this.listen("contextmenu",e))}};var Lv={pointerdown:1,pointermove:2,pointerup:4,mousedown:1,mousemove:2,mouseup:4},Tv=0,Mv=1,Av=2,Cv=1,Ov=2,Iv=4;function uh(i){let t=Lv[i.srcEvent.type];if(!t)return null;let{buttons:e,button:r}=i.srcEvent,n=!1,o=!1,s=!1;return t===2?(n=!!(e&Cv),o=!!(e&Iv),s=!!(e&Ov)):(n=r===Tv,o=r===Mv,s=r===Av),{leftButton:n,middleButton:o,rightButton:s}}function hh(i,t){let e=i.center;if(!e)return null;let r=t.getBoundingClientRect(),n=r.width/t.offsetWidth||1,o=r.height/t.offsetHeight||1,s={x:(e.x-r.left-t.clientLeft)/n,y:(e.y-r.top-t.clientTop)/o};return{center:e,offsetCenter:s}}var Rv={srcElement:"root",priority:0},ro=class{constructor(t,e){this.handleEvent=r=>{if(this.isEmpty())return;let n=this._normalizeEvent(r),o=r.srcEvent.target;for(;o&&o!==n.rootElement;){if(this._emit(n,o),n.handled)return;o=o.parentNode}this._emit(n,"root")},this.eventManager=t,this.recognizerName=e,this.handlers=[],this.handlersByElement=new Map,this._active=!1}isEmpty(){return!this._active}add(t,e,r,n=!1,o=!1){let{handlers:s,handlersByElement:a}=this,c={...Rv,...r},l=a.get(c.srcElement);l||(l=[],a.set(c.srcElement,l));let f={type:t,handler:e,srcElement:c.srcElement,priority:c.priority};n&&(f.once=!0),o&&(f.passive=!0),s.push(f),this._active=this._active||!f.passive;let u=l.length-1;for(;u>=0&&!(l[u].priority>=f.priority);)u--;l.splice(u+1,0,f)}remove(t,e){let{handlers:r,handlersByElement:n}=this;for(let o=r.length-1;o>=0;o--){let s=r[o];if(s.type===t&&s.handler===e){r.splice(o,1);let a=n.get(s.srcElement);a.splice(a.indexOf(s),1),a.length===0&&n.delete(s.srcElement)}}this._active=r.some(o=>!o.passive)}_emit(t,e){let r=this.handlersByElement.get(e);if(r){let n=!1,o=()=>{t.handled=!0},s=()=>{t.handled=!0,n=!0},a=[];for(let c=0;c<r.length;c++){let{type:l,handler:f,once:u}=r[c];if(f({...t,type:l,stopPropagation:o,stopImmediatePropagation:s}),u&&a.push(r[c]),n)break}for(let c=0;c<a.length;c++){let{type:l,handler:f}=a[c];this.remove(l,f)}}}_normalizeEvent(t){let e=this.eventManager.getElement();return{...t,...uh(t),...hh(t,e),preventDefault:()=>{t.srcEvent.preventDefault()},stopImmediatePropagation:null,stopPropagation:null,handled:!1,rootElement:e}}};function kv(i){if("recognizer"in i)return i;let t,e=Array.isArray(i)?[...i]:[i];if(typeof e[0]=="function"){let r=e.shift(),n=e.shift()||{};t=new r(n)}else t=e.shift();return{recognizer:t,recognizeWith:typeof e[0]=="string"?[e[0]]:e[0],requireFailure:typeof e[1]=="string"?[e[1]]:e[1]}}var Zi=class{constructor(t=null,e={}){if(this._onBasicInput=r=>{this.manager.emit(r.srcEvent.type,r)},this._onOtherEvent=r=>{this.manager.emit(r.type,r)},this.options={recognizers:[],events:{},touchAction:"compute",tabIndex:0,cssProps:{},...e},this.events=new Map,this.element=t,this.wheelSession=new Qn(t),!!t){this.manager=new qi(t,this.options);for(let r of this.options.recognizers){let{recognizer:n,recognizeWith:o,requireFailure:s}=kv(r);this.manager.add(n),o&&n.recognizeWith(o),s&&n.requireFailure(s)}this.manager.on("hammer.input",this._onBasicInput),this.wheelInput=new Jn(t,this._onOtherEvent,{enable:!1,wheelSession:this.wheelSession}),this.moveInput=new to(t,this._onOtherEvent,{enable:!1}),this.keyInput=new eo(t,this._onOtherEvent,{enable:!1,tabIndex:e.tabIndex}),this.contextmenuInput=new io(t,this._onOtherEvent,{enable:!1}),this.on(this.options.events)}}getElement(){return this.element}destroy(){if(!this.element){this.wheelSession.destroy();return}this.wheelInput.destroy(),this.wheelSession.destroy(),this.moveInput.destroy(),this.keyInput.destroy(),this.contextmenuInput.destroy(),this.manager.destroy()}on(t,e,r){this._addEventHandler(t,e,r,!1)}once(t,e,r){this._addEventHandler(t,e,r,!0)}watch(t,e,r){this._addEventHandler(t,e,r,!1,!0)}off(t,e){this._removeEventHandler(t,e)}emit(t){this.manager?.emit(t.type,t)}_toggleRecognizer(t,e){let{manager:r}=this;if(!r)return;let n=r.get(t);n&&(n.set({enable:e,wheelSession:this.wheelSession}),r.touchAction.update()),this.wheelInput?.enableEventType(t,e),this.moveInput?.enableEventType(t,e),this.keyInput?.enableEventType(t,e),this.contextmenuInput?.enableEventType(t,e)}_addEventHandler(t,e,r,n,o){if(typeof t!="string"){r=e;for(let[l,f]of Object.entries(t))this._addEventHandler(l,f,r,n,o);return}let{manager:s,events:a}=this;if(!s)return;let c=a.get(t);if(!c){let l=this._getRecognizerName(t)||t;c=new ro(this,l),a.set(t,c),s&&s.on(t,c.handleEvent)}c.add(t,e,r,n,o),c.isEmpty()||this._toggleRecognizer(c.recognizerName,!0)}_removeEventHandler(t,e){if(typeof t!="string"){for(let[o,s]of Object.entries(t))this._removeEventHandler(o,s);return}let{events:r}=this,n=r.get(t);if(n&&(n.remove(t,e),n.isEmpty())){let{recognizerName:o}=n,s=!1;for(let a of r.values())if(a.recognizerName===o&&!a.isEmpty()){s=!0;break}s||this._toggleRecognizer(o,!1)}}_getRecognizerName(t){return this.manager.recognizers.find(e=>e.getEventNames().includes(t))?.options.event}};var Xa={DEFAULT:"default",LNGLAT:"lnglat",METER_OFFSETS:"meter-offsets",LNGLAT_OFFSETS:"lnglat-offsets",CARTESIAN:"cartesian"};Object.defineProperty(Xa,"IDENTITY",{get:()=>(T.deprecated("COORDINATE_SYSTEM.IDENTITY","COORDINATE_SYSTEM.CARTESIAN")(),Xa.CARTESIAN)});var Z={WEB_MERCATOR:1,GLOBE:2,WEB_MERCATOR_AUTO_OFFSET:4,IDENTITY:0},tt={common:0,meters:1,pixels:2},ei={click:"onClick",dblclick:"onClick",panstart:"onDragStart",panmove:"onDrag",panend:"onDragEnd"},Ka={multipan:[Qt,{threshold:10,direction:F.Vertical,pointers:2}],pinch:[ti,{},null,["multipan"]],pan:[Qt,{threshold:1},["pinch"],["multipan"]],dblclick:[we,{event:"dblclick",taps:2}],click:[we,{event:"click"},null,["dblclick"]]};function Nv(i,t){if(i===t)return!0;if(Array.isArray(i)){let e=i.length;if(!t||t.length!==e)return!1;for(let r=0;r<e;r++)if(i[r]!==t[r])return!1;return!0}return!1}function Dt(i){let t={},e;return r=>{for(let n in r)if(!Nv(r[n],t[n])){e=i(r),t=r;break}return e}}var dh=[0,0,0,0],Dv=[1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,0],ph=[1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1],zv=[0,0,0],gh=[0,0,0],Fv={default:-1,cartesian:0,lnglat:1,"meter-offsets":2,"lnglat-offsets":3};function be(i){let t=Fv[i];if(t===void 0)throw new Error(`Invalid coordinateSystem: ${i}`);return t}var Bv=Dt(jv);function Ja(i,t,e=gh){e.length<3&&(e=[e[0],e[1],0]);let r=e,n,o=!0;switch(t==="lnglat-offsets"||t==="meter-offsets"?n=e:n=i.isGeospatial?[Math.fround(i.longitude),Math.fround(i.latitude),0]:null,i.projectionMode){case Z.WEB_MERCATOR:(t==="lnglat"||t==="cartesian")&&(n=[0,0,0],o=!1);break;case Z.WEB_MERCATOR_AUTO_OFFSET:t==="lnglat"?r=n:t==="cartesian"&&(r=[Math.fround(i.center[0]),Math.fround(i.center[1]),0],n=i.unprojectPosition(r),r[0]-=e[0],r[1]-=e[1],r[2]-=e[2]);break;case Z.IDENTITY:r=i.position.map(Math.fround),r[2]=r[2]||0;break;case Z.GLOBE:o=!1,n=null;break;default:o=!1}return{geospatialOrigin:n,shaderCoordinateOrigin:r,offsetMode:o}}function Uv(i,t,e){let{viewMatrixUncentered:r,projectionMatrix:n}=i,{viewMatrix:o,viewProjectionMatrix:s}=i,a=dh,c=dh,l=i.cameraPosition,{geospatialOrigin:f,shaderCoordinateOrigin:u,offsetMode:h}=Ja(i,t,e);return h&&(c=i.projectPosition(f||u),l=[l[0]-c[0],l[1]-c[1],l[2]-c[2]],c[3]=1,a=ft.transformMat4([],c,s),o=r||o,s=Y.multiply([],n,o),s=Y.multiply([],s,Dv)),{viewMatrix:o,viewProjectionMatrix:s,projectionCenter:a,originCommon:c,cameraPosCommon:l,shaderCoordinateOrigin:u,geospatialOrigin:f}}function mh({viewport:i,devicePixelRatio:t=1,modelMatrix:e=null,coordinateSystem:r="default",coordinateOrigin:n=gh,autoWrapLongitude:o=!1}){r==="default"&&(r=i.isGeospatial?"lnglat":"cartesian");let s=Bv({viewport:i,devicePixelRatio:t,coordinateSystem:r,coordinateOrigin:n});return s.wrapLongitude=o,s.modelMatrix=e||ph,s}function jv({viewport:i,devicePixelRatio:t,coordinateSystem:e,coordinateOrigin:r}){let{projectionCenter:n,viewProjectionMatrix:o,originCommon:s,cameraPosCommon:a,shaderCoordinateOrigin:c,geospatialOrigin:l}=Uv(i,e,r),f=i.getDistanceScales(),u=[i.width*t,i.height*t],h=ft.transformMat4([],[0,0,-i.focalDistance,1],i.projectionMatrix)[3]||1,d={coordinateSystem:be(e),projectionMode:i.projectionMode,coordinateOrigin:c,commonOrigin:s.slice(0,3),center:n,pseudoMeters:!!i._pseudoMeters,viewportSize:u,devicePixelRatio:t,focalDistance:h,commonUnitsPerMeter:f.unitsPerMeter,commonUnitsPerWorldUnit:f.unitsPerMeter,commonUnitsPerWorldUnit2:zv,scale:i.scale,wrapLongitude:!1,viewProjectionMatrix:o,modelMatrix:ph,cameraPosition:a};if(l){let p=i.getDistanceScales(l);switch(e){case"meter-offsets":d.commonUnitsPerWorldUnit=p.unitsPerMeter,d.commonUnitsPerWorldUnit2=p.unitsPerMeter2;break;case"lnglat":case"lnglat-offsets":i._pseudoMeters||(d.commonUnitsPerMeter=p.unitsPerMeter),d.commonUnitsPerWorldUnit=p.unitsPerDegree,d.commonUnitsPerWorldUnit2=p.unitsPerDegree2;break;case"cartesian":d.commonUnitsPerWorldUnit=[1,1,p.unitsPerMeter[2]],d.commonUnitsPerWorldUnit2=[0,0,p.unitsPerMeter2[2]];break;default:break}}return d}var Vv=["default","lnglat","meter-offsets","lnglat-offsets","cartesian"],Wv=Vv.map(i=>`const COORDINATE_SYSTEM_${i.toUpperCase().replaceAll("-","_")}: i32 = ${be(i)};`).join(""),Gv=Object.keys(Z).map(i=>`const PROJECTION_MODE_${i}: i32 = ${Z[i]};`).join(""),$v=Object.keys(tt).map(i=>`const UNIT_${i.toUpperCase()}: i32 = ${tt[i]};`).join(""),Hv=`${Wv}
${Gv}
${$v}

const TILE_SIZE: f32 = 512.0;
const PI: f32 = 3.1415926536;
const WORLD_SCALE: f32 = TILE_SIZE / (PI * 2.0);
const ZERO_64_LOW: vec3<f32> = vec3<f32>(0.0, 0.0, 0.0);
const EARTH_RADIUS: f32 = 6370972.0; // meters
const GLOBE_RADIUS: f32 = 256.0;

// -----------------------------------------------------------------------------
// Uniform block (converted from GLSL uniform block)
// -----------------------------------------------------------------------------
struct ProjectUniforms {
  wrapLongitude: i32,
  coordinateSystem: i32,
  commonUnitsPerMeter: vec3<f32>,
  projectionMode: i32,
  scale: f32,
  commonUnitsPerWorldUnit: vec3<f32>,
  commonUnitsPerWorldUnit2: vec3<f32>,
  center: vec4<f32>,
  modelMatrix: mat4x4<f32>,
  viewProjectionMatrix: mat4x4<f32>,
  viewportSize: vec2<f32>,
  devicePixelRatio: f32,
  focalDistance: f32,
  cameraPosition: vec3<f32>,
  coordinateOrigin: vec3<f32>,
  commonOrigin: vec3<f32>,
  pseudoMeters: i32,
};

@group(0) @binding(auto)
var<uniform> project: ProjectUniforms;

// -----------------------------------------------------------------------------
// Geometry data shared across the project helpers.
// The active layer shader is responsible for populating this private module
// state before calling the project functions below.
// -----------------------------------------------------------------------------

// Structure to carry additional geometry data used by deck.gl filters.
struct Geometry {
  worldPosition: vec3<f32>,
  worldPositionAlt: vec3<f32>,
  position: vec4<f32>,
  normal: vec3<f32>,
  uv: vec2<f32>,
  pickingColor: vec3<f32>,
};

var<private> geometry: Geometry;
`,yh=`${Hv}

// -----------------------------------------------------------------------------
// Functions
// -----------------------------------------------------------------------------

// Returns an adjustment factor for commonUnitsPerMeter
fn _project_size_at_latitude(lat: f32) -> f32 {
  let y = clamp(lat, -89.9, 89.9);
  return 1.0 / cos(radians(y));
}

// Overloaded version: scales a value in meters at a given latitude.
fn _project_size_at_latitude_m(meters: f32, lat: f32) -> f32 {
  return meters * project.commonUnitsPerMeter.z * _project_size_at_latitude(lat);
}

// Computes a non-linear scale factor based on geometry.
// (Note: This function relies on "geometry" being provided.)
fn project_size() -> f32 {
  if (project.projectionMode == PROJECTION_MODE_WEB_MERCATOR &&
      project.coordinateSystem == COORDINATE_SYSTEM_LNGLAT &&
      project.pseudoMeters == 0) {
    if (geometry.position.w == 0.0) {
      return _project_size_at_latitude(geometry.worldPosition.y);
    }
    let y: f32 = geometry.position.y / TILE_SIZE * 2.0 - 1.0;
    let y2 = y * y;
    let y4 = y2 * y2;
    let y6 = y4 * y2;
    return 1.0 + 4.9348 * y2 + 4.0587 * y4 + 1.5642 * y6;
  }
  return 1.0;
}

// Overloads to scale offsets (meters to world units)
fn project_size_float(meters: f32) -> f32 {
  return meters * project.commonUnitsPerMeter.z * project_size();
}

fn project_size_vec2(meters: vec2<f32>) -> vec2<f32> {
  return meters * project.commonUnitsPerMeter.xy * project_size();
}

fn project_size_vec3(meters: vec3<f32>) -> vec3<f32> {
  return meters * project.commonUnitsPerMeter * project_size();
}

fn project_size_vec4(meters: vec4<f32>) -> vec4<f32> {
  return vec4<f32>(meters.xyz * project.commonUnitsPerMeter, meters.w);
}

// Returns a rotation matrix aligning the z\u2011axis with the given up vector.
fn project_get_orientation_matrix(up: vec3<f32>) -> mat3x3<f32> {
  let uz = normalize(up);
  let ux = select(
    vec3<f32>(1.0, 0.0, 0.0),
    normalize(vec3<f32>(uz.y, -uz.x, 0.0)),
    abs(uz.z) == 1.0
  );
  let uy = cross(uz, ux);
  return mat3x3<f32>(ux, uy, uz);
}

// Since WGSL does not support "out" parameters, we return a struct.
struct RotationResult {
  needsRotation: bool,
  transform: mat3x3<f32>,
};

fn project_needs_rotation(commonPosition: vec3<f32>) -> RotationResult {
  if (project.projectionMode == PROJECTION_MODE_GLOBE) {
    return RotationResult(true, project_get_orientation_matrix(commonPosition));
  } else {
    return RotationResult(false, mat3x3<f32>());  // identity alternative if needed
  };
}

// Projects a normal vector from the current coordinate system to world space.
fn project_normal(vector: vec3<f32>) -> vec3<f32> {
  let normal_modelspace = project.modelMatrix * vec4<f32>(vector, 0.0);
  var n = normalize(normal_modelspace.xyz * project.commonUnitsPerMeter);
  let rotResult = project_needs_rotation(geometry.position.xyz);
  if (rotResult.needsRotation) {
    n = rotResult.transform * n;
  }
  return n;
}

// Applies a scale offset based on y-offset (dy)
fn project_offset_(offset: vec4<f32>) -> vec4<f32> {
  let dy: f32 = offset.y;
  let commonUnitsPerWorldUnit = project.commonUnitsPerWorldUnit + project.commonUnitsPerWorldUnit2 * dy;
  return vec4<f32>(offset.xyz * commonUnitsPerWorldUnit, offset.w);
}

// Projects lng/lat coordinates to a unit tile [0,1]
fn project_mercator_(lnglat: vec2<f32>) -> vec2<f32> {
  var x = lnglat.x;
  if (project.wrapLongitude != 0) {
    x = ((x + 180.0) % 360.0) - 180.0;
  }
  let y = clamp(lnglat.y, -89.9, 89.9);
  return vec2<f32>(
    radians(x) + PI,
    PI + log(tan(PI * 0.25 + radians(y) * 0.5))
  ) * WORLD_SCALE;
}

// Projects lng/lat/z coordinates for a globe projection.
fn project_globe_(lnglatz: vec3<f32>) -> vec3<f32> {
  let lambda = radians(lnglatz.x);
  let phi = radians(lnglatz.y);
  let cosPhi = cos(phi);
  let D = (lnglatz.z / EARTH_RADIUS + 1.0) * GLOBE_RADIUS;
  return vec3<f32>(
    sin(lambda) * cosPhi,
    -cos(lambda) * cosPhi,
    sin(phi)
  ) * D;
}

// Projects positions (with an optional 64-bit low part) from the input
// coordinate system to the common space.
fn project_position_vec4_f64(position: vec4<f32>, position64Low: vec3<f32>) -> vec4<f32> {
  var position_world = project.modelMatrix * position;

  // Work around for a Mac+NVIDIA bug:
  if (project.projectionMode == PROJECTION_MODE_WEB_MERCATOR) {
    if (project.coordinateSystem == COORDINATE_SYSTEM_LNGLAT) {
      return vec4<f32>(
        project_mercator_(position_world.xy),
        _project_size_at_latitude_m(position_world.z, position_world.y),
        position_world.w
      );
    }
    if (project.coordinateSystem == COORDINATE_SYSTEM_CARTESIAN) {
      position_world = vec4f(position_world.xyz + project.coordinateOrigin, position_world.w);
    }
  }
  if (project.projectionMode == PROJECTION_MODE_GLOBE) {
    if (project.coordinateSystem == COORDINATE_SYSTEM_LNGLAT) {
      return vec4<f32>(
        project_globe_(position_world.xyz),
        position_world.w
      );
    }
  }
  if (project.projectionMode == PROJECTION_MODE_WEB_MERCATOR_AUTO_OFFSET) {
    if (project.coordinateSystem == COORDINATE_SYSTEM_LNGLAT) {
      if (abs(position_world.y - project.coordinateOrigin.y) > 0.25) {
        return vec4<f32>(
          project_mercator_(position_world.xy) - project.commonOrigin.xy,
          project_size_float(position_world.z),
          position_world.w
        );
      }
    }
  }
  if (project.projectionMode == PROJECTION_MODE_IDENTITY ||
      (project.projectionMode == PROJECTION_MODE_WEB_MERCATOR_AUTO_OFFSET &&
       (project.coordinateSystem == COORDINATE_SYSTEM_LNGLAT ||
        project.coordinateSystem == COORDINATE_SYSTEM_CARTESIAN))) {
    position_world = vec4f(position_world.xyz - project.coordinateOrigin, position_world.w);
  }

  return project_offset_(position_world) +
         project_offset_(project.modelMatrix * vec4<f32>(position64Low, 0.0));
}

// Overloaded versions for different input types.
fn project_position_vec4_f32(position: vec4<f32>) -> vec4<f32> {
  return project_position_vec4_f64(position, ZERO_64_LOW);
}

fn project_position_vec3_f64(position: vec3<f32>, position64Low: vec3<f32>) -> vec3<f32> {
  let projected_position = project_position_vec4_f64(vec4<f32>(position, 1.0), position64Low);
  return projected_position.xyz;
}

fn project_position_vec3_f32(position: vec3<f32>) -> vec3<f32> {
  let projected_position = project_position_vec4_f64(vec4<f32>(position, 1.0), ZERO_64_LOW);
  return projected_position.xyz;
}

fn project_position_vec2_f32(position: vec2<f32>) -> vec2<f32> {
  let projected_position = project_position_vec4_f64(vec4<f32>(position, 0.0, 1.0), ZERO_64_LOW);
  return projected_position.xy;
}

// Transforms a common space position to clip space.
fn project_common_position_to_clipspace_with_projection(position: vec4<f32>, viewProjectionMatrix: mat4x4<f32>, center: vec4<f32>) -> vec4<f32> {
  return viewProjectionMatrix * position + center;
}

// Uses the project viewProjectionMatrix and center.
fn project_common_position_to_clipspace(position: vec4<f32>) -> vec4<f32> {
  return project_common_position_to_clipspace_with_projection(position, project.viewProjectionMatrix, project.center);
}

// Returns a clip space offset corresponding to a given number of screen pixels.
fn project_pixel_size_to_clipspace(pixels: vec2<f32>) -> vec2<f32> {
  let offset = pixels / project.viewportSize * project.devicePixelRatio * 2.0;
  return offset * project.focalDistance;
}

fn project_meter_size_to_pixel(meters: f32) -> f32 {
  return project_size_float(meters) * project.scale;
}

fn project_unit_size_to_pixel(size: f32, unit: i32) -> f32 {
  if (unit == UNIT_METERS) {
    return project_meter_size_to_pixel(size);
  } else if (unit == UNIT_COMMON) {
    return size * project.scale;
  }
  // UNIT_PIXELS: no scaling applied.
  return size;
}

fn project_pixel_size_float(pixels: f32) -> f32 {
  return pixels / project.scale;
}

fn project_pixel_size_vec2(pixels: vec2<f32>) -> vec2<f32> {
  return pixels / project.scale;
}
`;var Yv=["default","lnglat","meter-offsets","lnglat-offsets","cartesian"],qv=Yv.map(i=>`const int COORDINATE_SYSTEM_${i.toUpperCase().replaceAll("-","_")} = ${be(i)};`).join(""),Zv=Object.keys(Z).map(i=>`const int PROJECTION_MODE_${i} = ${Z[i]};`).join(""),Xv=Object.keys(tt).map(i=>`const int UNIT_${i.toUpperCase()} = ${tt[i]};`).join(""),_h=`${qv}
${Zv}
${Xv}
layout(std140) uniform projectUniforms {
bool wrapLongitude;
int coordinateSystem;
vec3 commonUnitsPerMeter;
int projectionMode;
float scale;
vec3 commonUnitsPerWorldUnit;
vec3 commonUnitsPerWorldUnit2;
vec4 center;
mat4 modelMatrix;
mat4 viewProjectionMatrix;
vec2 viewportSize;
float devicePixelRatio;
float focalDistance;
vec3 cameraPosition;
vec3 coordinateOrigin;
vec3 commonOrigin;
bool pseudoMeters;
} project;
const float TILE_SIZE = 512.0;
const float PI = 3.1415926536;
const float WORLD_SCALE = TILE_SIZE / (PI * 2.0);
const vec3 ZERO_64_LOW = vec3(0.0);
const float EARTH_RADIUS = 6370972.0;
const float GLOBE_RADIUS = 256.0;
float project_size_at_latitude(float lat) {
float y = clamp(lat, -89.9, 89.9);
return 1.0 / cos(radians(y));
}
float project_size() {
if (project.projectionMode == PROJECTION_MODE_WEB_MERCATOR &&
project.coordinateSystem == COORDINATE_SYSTEM_LNGLAT &&
project.pseudoMeters == false) {
if (geometry.position.w == 0.0) {
return project_size_at_latitude(geometry.worldPosition.y);
}
float y = geometry.position.y / TILE_SIZE * 2.0 - 1.0;
float y2 = y * y;
float y4 = y2 * y2;
float y6 = y4 * y2;
return 1.0 + 4.9348 * y2 + 4.0587 * y4 + 1.5642 * y6;
}
return 1.0;
}
float project_size_at_latitude(float meters, float lat) {
return meters * project.commonUnitsPerMeter.z * project_size_at_latitude(lat);
}
float project_size(float meters) {
return meters * project.commonUnitsPerMeter.z * project_size();
}
vec2 project_size(vec2 meters) {
return meters * project.commonUnitsPerMeter.xy * project_size();
}
vec3 project_size(vec3 meters) {
return meters * project.commonUnitsPerMeter * project_size();
}
vec4 project_size(vec4 meters) {
return vec4(meters.xyz * project.commonUnitsPerMeter, meters.w);
}
mat3 project_get_orientation_matrix(vec3 up) {
vec3 uz = normalize(up);
vec3 ux = abs(uz.z) == 1.0 ? vec3(1.0, 0.0, 0.0) : normalize(vec3(uz.y, -uz.x, 0));
vec3 uy = cross(uz, ux);
return mat3(ux, uy, uz);
}
bool project_needs_rotation(vec3 commonPosition, out mat3 transform) {
if (project.projectionMode == PROJECTION_MODE_GLOBE) {
transform = project_get_orientation_matrix(commonPosition);
return true;
}
return false;
}
vec3 project_normal(vec3 vector) {
vec4 normal_modelspace = project.modelMatrix * vec4(vector, 0.0);
vec3 n = normalize(normal_modelspace.xyz * project.commonUnitsPerMeter);
mat3 rotation;
if (project_needs_rotation(geometry.position.xyz, rotation)) {
n = rotation * n;
}
return n;
}
vec4 project_offset_(vec4 offset) {
float dy = offset.y;
vec3 commonUnitsPerWorldUnit = project.commonUnitsPerWorldUnit + project.commonUnitsPerWorldUnit2 * dy;
return vec4(offset.xyz * commonUnitsPerWorldUnit, offset.w);
}
vec2 project_mercator_(vec2 lnglat) {
float x = lnglat.x;
if (project.wrapLongitude) {
x = mod(x + 180., 360.0) - 180.;
}
float y = clamp(lnglat.y, -89.9, 89.9);
return vec2(
radians(x) + PI,
PI + log(tan_fp32(PI * 0.25 + radians(y) * 0.5))
) * WORLD_SCALE;
}
vec3 project_globe_(vec3 lnglatz) {
float lambda = radians(lnglatz.x);
float phi = radians(lnglatz.y);
float cosPhi = cos(phi);
float D = (lnglatz.z / EARTH_RADIUS + 1.0) * GLOBE_RADIUS;
return vec3(
sin(lambda) * cosPhi,
-cos(lambda) * cosPhi,
sin(phi)
) * D;
}
vec4 project_position(vec4 position, vec3 position64Low) {
vec4 position_world = project.modelMatrix * position;
if (project.projectionMode == PROJECTION_MODE_WEB_MERCATOR) {
if (project.coordinateSystem == COORDINATE_SYSTEM_LNGLAT) {
return vec4(
project_mercator_(position_world.xy),
project_size_at_latitude(position_world.z, position_world.y),
position_world.w
);
}
if (project.coordinateSystem == COORDINATE_SYSTEM_CARTESIAN) {
position_world.xyz += project.coordinateOrigin;
}
}
if (project.projectionMode == PROJECTION_MODE_GLOBE) {
if (project.coordinateSystem == COORDINATE_SYSTEM_LNGLAT) {
return vec4(
project_globe_(position_world.xyz),
position_world.w
);
}
}
if (project.projectionMode == PROJECTION_MODE_WEB_MERCATOR_AUTO_OFFSET) {
if (project.coordinateSystem == COORDINATE_SYSTEM_LNGLAT) {
if (abs(position_world.y - project.coordinateOrigin.y) > 0.25) {
return vec4(
project_mercator_(position_world.xy) - project.commonOrigin.xy,
project_size(position_world.z),
position_world.w
);
}
}
}
if (project.projectionMode == PROJECTION_MODE_IDENTITY ||
(project.projectionMode == PROJECTION_MODE_WEB_MERCATOR_AUTO_OFFSET &&
(project.coordinateSystem == COORDINATE_SYSTEM_LNGLAT ||
project.coordinateSystem == COORDINATE_SYSTEM_CARTESIAN))) {
position_world.xyz -= project.coordinateOrigin;
}
return project_offset_(position_world) + project_offset_(project.modelMatrix * vec4(position64Low, 0.0));
}
vec4 project_position(vec4 position) {
return project_position(position, ZERO_64_LOW);
}
vec3 project_position(vec3 position, vec3 position64Low) {
vec4 projected_position = project_position(vec4(position, 1.0), position64Low);
return projected_position.xyz;
}
vec3 project_position(vec3 position) {
vec4 projected_position = project_position(vec4(position, 1.0), ZERO_64_LOW);
return projected_position.xyz;
}
vec2 project_position(vec2 position) {
vec4 projected_position = project_position(vec4(position, 0.0, 1.0), ZERO_64_LOW);
return projected_position.xy;
}
vec4 project_common_position_to_clipspace(vec4 position, mat4 viewProjectionMatrix, vec4 center) {
return viewProjectionMatrix * position + center;
}
vec4 project_common_position_to_clipspace(vec4 position) {
return project_common_position_to_clipspace(position, project.viewProjectionMatrix, project.center);
}
vec2 project_pixel_size_to_clipspace(vec2 pixels) {
vec2 offset = pixels / project.viewportSize * project.devicePixelRatio * 2.0;
return offset * project.focalDistance;
}
float project_size_to_pixel(float meters) {
return project_size(meters) * project.scale;
}
vec2 project_size_to_pixel(vec2 meters) {
return project_size(meters) * project.scale;
}
float project_size_to_pixel(float size, int unit) {
if (unit == UNIT_METERS) return project_size_to_pixel(size);
if (unit == UNIT_COMMON) return size * project.scale;
return size;
}
float project_pixel_size(float pixels) {
return pixels / project.scale;
}
vec2 project_pixel_size(vec2 pixels) {
return pixels / project.scale;
}
`;var Kv={};function Jv(i=Kv){return"viewport"in i?mh(i):{}}var ii={name:"project",dependencies:[Da,Yn],source:yh,vs:_h,getUniforms:Jv,uniformTypes:{wrapLongitude:"f32",coordinateSystem:"i32",commonUnitsPerMeter:"vec3<f32>",projectionMode:"i32",scale:"f32",commonUnitsPerWorldUnit:"vec3<f32>",commonUnitsPerWorldUnit2:"vec3<f32>",center:"vec4<f32>",modelMatrix:"mat4x4<f32>",viewProjectionMatrix:"mat4x4<f32>",viewportSize:"vec2<f32>",devicePixelRatio:"f32",focalDistance:"f32",cameraPosition:"vec3<f32>",coordinateOrigin:"vec3<f32>",commonOrigin:"vec3<f32>",pseudoMeters:"f32"}};var Qv=`// Define a structure to hold both the clip-space position and the common position.
struct ProjectResult {
  clipPosition: vec4<f32>,
  commonPosition: vec4<f32>,
};

// This function mimics the GLSL version with the 'out' parameter by returning both values.
fn project_position_to_clipspace_and_commonspace(
    position: vec3<f32>,
    position64Low: vec3<f32>,
    offset: vec3<f32>
) -> ProjectResult {
  // Compute the projected position.
  let projectedPosition: vec3<f32> = project_position_vec3_f64(position, position64Low);

  // Start with the provided offset.
  var finalOffset: vec3<f32> = offset;

  // Get whether a rotation is needed and the rotation matrix.
  let rotationResult = project_needs_rotation(projectedPosition);

  // If rotation is needed, update the offset.
  if (rotationResult.needsRotation) {
    finalOffset = rotationResult.transform * offset;
  }

  // Compute the common position.
  let commonPosition: vec4<f32> = vec4<f32>(projectedPosition + finalOffset, 1.0);

  // Convert to clip-space.
  let clipPosition: vec4<f32> = project_common_position_to_clipspace(commonPosition);

  return ProjectResult(clipPosition, commonPosition);
}

// A convenience overload that returns only the clip-space position.
fn project_position_to_clipspace(
    position: vec3<f32>,
    position64Low: vec3<f32>,
    offset: vec3<f32>
) -> vec4<f32> {
  return project_position_to_clipspace_and_commonspace(position, position64Low, offset).clipPosition;
}
`,tw=`vec4 project_position_to_clipspace(
  vec3 position, vec3 position64Low, vec3 offset, out vec4 commonPosition
) {
  vec3 projectedPosition = project_position(position, position64Low);
  mat3 rotation;
  if (project_needs_rotation(projectedPosition, rotation)) {
    // offset is specified as ENU
    // when in globe projection, rotate offset so that the ground alighs with the surface of the globe
    offset = rotation * offset;
  }
  commonPosition = vec4(projectedPosition + offset, 1.0);
  return project_common_position_to_clipspace(commonPosition);
}

vec4 project_position_to_clipspace(
  vec3 position, vec3 position64Low, vec3 offset
) {
  vec4 commonPosition;
  return project_position_to_clipspace(position, position64Low, offset, commonPosition);
}
`,pt={name:"project32",dependencies:[ii],source:Qv,vs:tw};function Qa(){return[1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1]}function te(i,t){let e=ft.transformMat4([],t,i);return ft.scale(e,e,1/e[3]),e}function Xi(i,t,e){return i<t?t:i>e?e:i}function ew(i){return Math.log(i)*Math.LOG2E}var Ki=Math.log2||ew;function wt(i,t){if(!i)throw new Error(t||"@math.gl/web-mercator: assertion failed.")}var bt=Math.PI,xh=bt/4,gt=bt/180,tc=180/bt,ri=512,no=4003e4,Pt=85.051129,vh=1.5;function ec(i){return Ki(i)}function mt(i){let[t,e]=i;wt(Number.isFinite(t)),wt(Number.isFinite(e)&&e>=-90&&e<=90,"invalid latitude");let r=t*gt,n=e*gt,o=ri*(r+bt)/(2*bt),s=ri*(bt+Math.log(Math.tan(xh+n*.5)))/(2*bt);return[o,s]}function rt(i){let[t,e]=i,r=t/ri*(2*bt)-bt,n=2*(Math.atan(Math.exp(e/ri*(2*bt)-bt))-xh);return[r*tc,n*tc]}function ic(i){let{latitude:t}=i;wt(Number.isFinite(t));let e=Math.cos(t*gt);return ec(no*e)-9}function Ji(i){let t=Math.cos(i*gt);return ri/no/t}function ni(i){let{latitude:t,longitude:e,highPrecision:r=!1}=i;wt(Number.isFinite(t)&&Number.isFinite(e));let n=ri,o=Math.cos(t*gt),s=n/360,a=s/o,c=n/no/o,l={unitsPerMeter:[c,c,c],metersPerUnit:[1/c,1/c,1/c],unitsPerDegree:[s,a,c],degreesPerUnit:[1/s,1/a,1/c]};if(r){let f=gt*Math.tan(t*gt)/o,u=s*f/2,h=n/no*f,d=h/a*c;l.unitsPerDegree2=[0,u,h],l.unitsPerMeter2=[d,0,d]}return l}function Qi(i,t){let[e,r,n]=i,[o,s,a]=t,{unitsPerMeter:c,unitsPerMeter2:l}=ni({longitude:e,latitude:r,highPrecision:!0}),f=mt(i);f[0]+=o*(c[0]+l[0]*s),f[1]+=s*(c[1]+l[1]*s);let u=rt(f),h=(n||0)+(a||0);return Number.isFinite(n)||Number.isFinite(a)?[u[0],u[1],h]:u}function oo(i){let{height:t,pitch:e,bearing:r,altitude:n,scale:o,center:s}=i,a=Qa();Y.translate(a,a,[0,0,-n]),Y.rotateX(a,a,-e*gt),Y.rotateZ(a,a,r*gt);let c=o/t;return Y.scale(a,a,[c,c,c]),s&&Y.translate(a,a,lt.negate([],s)),a}function rc(i){let{width:t,height:e,altitude:r,pitch:n=0,offset:o,center:s,scale:a,nearZMultiplier:c=1,farZMultiplier:l=1}=i,{fovy:f=Vt(vh)}=i;r!==void 0&&(f=Vt(r));let u=f*gt,h=n*gt,d=Pe(f),p=d;s&&(p+=s[2]*a/Math.cos(h)/e);let m=u*(.5+(o?o[1]:0)/e),g=Math.sin(m)*p/Math.sin(Xi(Math.PI/2-h-m,.01,Math.PI-.01)),x=Math.sin(h)*g+p,v=p*10,y=Math.min(x*l,v);return{fov:u,aspect:t/e,focalDistance:d,near:c,far:y}}function Vt(i){return 2*Math.atan(.5/i)*tc}function Pe(i){return .5/Math.tan(.5*i*gt)}function oi(i,t){let[e,r,n=0]=i;return wt(Number.isFinite(e)&&Number.isFinite(r)&&Number.isFinite(n)),te(t,[e,r,n,1])}function ee(i,t,e=0){let[r,n,o]=i;if(wt(Number.isFinite(r)&&Number.isFinite(n),"invalid pixel coordinate"),Number.isFinite(o))return te(t,[r,n,o,1]);let s=te(t,[r,n,0,1]),a=te(t,[r,n,1,1]),c=s[2],l=a[2],f=c===l?0:((e||0)-c)/(l-c);return vt.lerp([],s,a,f)}function so(i){let{width:t,height:e,bounds:r,minExtent:n=0,maxZoom:o=24,offset:s=[0,0]}=i,[[a,c],[l,f]]=r,u=iw(i.padding),h=mt([a,Xi(f,-Pt,Pt)]),d=mt([l,Xi(c,-Pt,Pt)]),p=[Math.max(Math.abs(d[0]-h[0]),n),Math.max(Math.abs(d[1]-h[1]),n)],m=[t-u.left-u.right-Math.abs(s[0])*2,e-u.top-u.bottom-Math.abs(s[1])*2];wt(m[0]>0&&m[1]>0);let g=m[0]/p[0],x=m[1]/p[1],v=(u.right-u.left)/2/g,y=(u.top-u.bottom)/2/x,_=[(d[0]+h[0])/2+v,(d[1]+h[1])/2+y],w=rt(_),b=Math.min(o,Ki(Math.abs(Math.min(g,x))));return wt(Number.isFinite(b)),{longitude:w[0],latitude:w[1],zoom:b}}function iw(i=0){return typeof i=="number"?{top:i,bottom:i,left:i,right:i}:(wt(Number.isFinite(i.top)&&Number.isFinite(i.bottom)&&Number.isFinite(i.left)&&Number.isFinite(i.right)),i)}var wh=Math.PI/180;function ao(i,t=0){let{width:e,height:r,unproject:n}=i,o={targetZ:t},s=n([0,r],o),a=n([e,r],o),c,l,f=i.fovy?.5*i.fovy*wh:Math.atan(.5/i.altitude),u=(90-i.pitch)*wh;return f>u-.01?(c=bh(i,0,t),l=bh(i,e,t)):(c=n([0,0],o),l=n([e,0],o)),[s,a,l,c]}function bh(i,t,e){let{pixelUnprojectionMatrix:r}=i,n=te(r,[t,0,1,1]),o=te(r,[t,i.height,1,1]),a=(e*i.distanceScales.unitsPerMeter[2]-n[2])/(o[2]-n[2]),c=vt.lerp([],n,o,a),l=rt(c);return l.push(e),l}var Eh=`
layout(std140) uniform shadowUniforms {
  bool drawShadowMap;
  bool useShadowMap;
  vec4 color;
  highp int lightId;
  float lightCount;
  mat4 viewProjectionMatrix0;
  mat4 viewProjectionMatrix1;
  vec4 projectCenter0;
  vec4 projectCenter1;
} shadow;
`,ow=`
const int max_lights = 2;

out vec3 shadow_vPosition[max_lights];

vec4 shadow_setVertexPosition(vec4 position_commonspace) {
  mat4 viewProjectionMatrices[max_lights];
  viewProjectionMatrices[0] = shadow.viewProjectionMatrix0;
  viewProjectionMatrices[1] = shadow.viewProjectionMatrix1;
  vec4 projectCenters[max_lights];
  projectCenters[0] = shadow.projectCenter0;
  projectCenters[1] = shadow.projectCenter1;

  if (shadow.drawShadowMap) {
    return project_common_position_to_clipspace(position_commonspace, viewProjectionMatrices[shadow.lightId], projectCenters[shadow.lightId]);
  }
  if (shadow.useShadowMap) {
    for (int i = 0; i < max_lights; i++) {
      if(i < int(shadow.lightCount)) {
        vec4 shadowMap_position = project_common_position_to_clipspace(position_commonspace, viewProjectionMatrices[i], projectCenters[i]);
        shadow_vPosition[i] = (shadowMap_position.xyz / shadowMap_position.w + 1.0) / 2.0;
      }
    }
  }
  return gl_Position;
}
`,sw=`
${Eh}
${ow}
`,aw=`
const int max_lights = 2;
uniform sampler2D shadow_uShadowMap0;
uniform sampler2D shadow_uShadowMap1;

in vec3 shadow_vPosition[max_lights];

const vec4 bitPackShift = vec4(1.0, 255.0, 65025.0, 16581375.0);
const vec4 bitUnpackShift = 1.0 / bitPackShift;
const vec4 bitMask = vec4(1.0 / 255.0, 1.0 / 255.0, 1.0 / 255.0,  0.0);

float shadow_getShadowWeight(vec3 position, sampler2D shadowMap) {
  vec4 rgbaDepth = texture(shadowMap, position.xy);

  float z = dot(rgbaDepth, bitUnpackShift);
  return smoothstep(0.001, 0.01, position.z - z);
}

vec4 shadow_filterShadowColor(vec4 color) {
  if (shadow.drawShadowMap) {
    vec4 rgbaDepth = fract(gl_FragCoord.z * bitPackShift);
    rgbaDepth -= rgbaDepth.gbaa * bitMask;
    return rgbaDepth;
  }
  if (shadow.useShadowMap) {
    float shadowAlpha = 0.0;
    shadowAlpha += shadow_getShadowWeight(shadow_vPosition[0], shadow_uShadowMap0);
    if(shadow.lightCount > 1.0) {
      shadowAlpha += shadow_getShadowWeight(shadow_vPosition[1], shadow_uShadowMap1);
    }
    shadowAlpha *= shadow.color.a / shadow.lightCount;
    float blendedAlpha = shadowAlpha + color.a * (1.0 - shadowAlpha);

    return vec4(
      mix(color.rgb, shadow.color.rgb, shadowAlpha / blendedAlpha),
      blendedAlpha
    );
  }
  return color;
}
`,cw=`
${Eh}
${aw}
`,lw=Dt(pw),fw=Dt(gw),uw=[0,0,0,1],hw=[1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,0];function dw(i,t){let[e,r,n]=i,o=ee([e,r,n],t);return Number.isFinite(n)?o:[o[0],o[1],0]}function pw({viewport:i,center:t}){return new q(i.viewProjectionMatrix).invert().transform(t)}function gw({viewport:i,shadowMatrices:t}){let e=[],r=i.pixelUnprojectionMatrix,n=i.isGeospatial?void 0:1,o=[[0,0,n],[i.width,0,n],[0,i.height,n],[i.width,i.height,n],[0,0,-1],[i.width,0,-1],[0,i.height,-1],[i.width,i.height,-1]].map(s=>dw(s,r));for(let s of t){let a=s.clone().translate(new Q(i.center).negate()),c=o.map(f=>a.transform(f)),l=new q().ortho({left:Math.min(...c.map(f=>f[0])),right:Math.max(...c.map(f=>f[0])),bottom:Math.min(...c.map(f=>f[1])),top:Math.max(...c.map(f=>f[1])),near:Math.min(...c.map(f=>-f[2])),far:Math.max(...c.map(f=>-f[2]))});e.push(l.multiplyRight(s))}return e}function mw(i){let{shadowEnabled:t=!0,project:e}=i;if(!t||!e||!i.shadowMatrices||!i.shadowMatrices.length)return{drawShadowMap:!1,useShadowMap:!1,shadow_uShadowMap0:i.dummyShadowMap,shadow_uShadowMap1:i.dummyShadowMap};let r=ii.getUniforms(e),n=lw({viewport:e.viewport,center:r.center}),o=[],s=fw({shadowMatrices:i.shadowMatrices,viewport:e.viewport}).slice();for(let c=0;c<i.shadowMatrices.length;c++){let l=s[c],f=l.clone().translate(new Q(e.viewport.center).negate());r.coordinateSystem===be("lnglat")&&r.projectionMode===Z.WEB_MERCATOR?(s[c]=f,o[c]=n):(s[c]=l.clone().multiplyRight(hw),o[c]=f.transform(n))}let a={drawShadowMap:!!i.drawToShadowMap,useShadowMap:i.shadowMaps?i.shadowMaps.length>0:!1,color:i.shadowColor||uw,lightId:i.shadowLightId||0,lightCount:i.shadowMatrices.length,shadow_uShadowMap0:i.dummyShadowMap,shadow_uShadowMap1:i.dummyShadowMap};for(let c=0;c<s.length;c++)a[`viewProjectionMatrix${c}`]=s[c],a[`projectCenter${c}`]=o[c];for(let c=0;c<2;c++)a[`shadow_uShadowMap${c}`]=i.shadowMaps&&i.shadowMaps[c]||i.dummyShadowMap;return a}var co={name:"shadow",dependencies:[ii],vs:sw,fs:cw,inject:{"vs:DECKGL_FILTER_GL_POSITION":`
    position = shadow_setVertexPosition(geometry.position);
    `,"fs:DECKGL_FILTER_COLOR":`
    color = shadow_filterShadowColor(color);
    `},getUniforms:mw,uniformTypes:{drawShadowMap:"f32",useShadowMap:"f32",color:"vec4<f32>",lightId:"i32",lightCount:"f32",viewProjectionMatrix0:"mat4x4<f32>",viewProjectionMatrix1:"mat4x4<f32>",projectCenter0:"vec4<f32>",projectCenter1:"vec4<f32>"}};var yw=`struct pickingUniforms {
  isActive: f32,
  isAttribute: f32,
  isHighlightActive: f32,
  useByteColors: f32,
  highlightedObjectColor: vec3<f32>,
  highlightColor: vec4<f32>,
};

@group(0) @binding(auto) var<uniform> picking: pickingUniforms;

fn picking_normalizeColor(color: vec3<f32>) -> vec3<f32> {
  return select(color, color / 255.0, picking.useByteColors > 0.5);
}

fn picking_normalizeColor4(color: vec4<f32>) -> vec4<f32> {
  return select(color, color / 255.0, picking.useByteColors > 0.5);
}

fn picking_isColorZero(color: vec3<f32>) -> bool {
  return dot(color, vec3<f32>(1.0)) < 0.00001;
}

fn picking_isColorValid(color: vec3<f32>) -> bool {
  return dot(color, vec3<f32>(1.0)) > 0.00001;
}
`,yt={...Gn,source:yw,defaultUniforms:{...Gn.defaultUniforms,useByteColors:!0},inject:{"vs:DECKGL_FILTER_GL_POSITION":`
    // for picking depth values
    picking_setPickingAttribute(position.z / position.w);
  `,"vs:DECKGL_FILTER_COLOR":`
  picking_setPickingColor(geometry.pickingColor);
  `,"fs:DECKGL_FILTER_COLOR":{order:99,injection:`
  // use highlight color if this fragment belongs to the selected object.
  color = picking_filterHighlightColor(color);

  // use picking color if rendering to picking FBO.
  color = picking_filterPickingColor(color);
    `}}};var xw=[Yn],vw=["vs:DECKGL_FILTER_SIZE(inout vec3 size, VertexGeometry geometry)","vs:DECKGL_FILTER_GL_POSITION(inout vec4 position, VertexGeometry geometry)","vs:DECKGL_FILTER_COLOR(inout vec4 color, VertexGeometry geometry)","fs:DECKGL_FILTER_COLOR(inout vec4 color, FragmentGeometry geometry)"],ww=[];function Sh(i){let t=me.getDefaultShaderAssembler();for(let r of xw)t.addDefaultModule(r);t._hookFunctions.length=0;let e=i==="glsl"?vw:ww;for(let r of e)t.addShaderHook(r);return t}var bw=[255,255,255],Pw=1,Ew=0,lo=class{constructor(t={}){this.type="ambient";let{color:e=bw}=t,{intensity:r=Pw}=t;this.id=t.id||`ambient-${Ew++}`,this.color=e,this.intensity=r}};var Sw=[255,255,255],Lw=1,Tw=[0,0,-1],Mw=0,tr=class{constructor(t={}){this.type="directional";let{color:e=Sw}=t,{intensity:r=Lw}=t,{direction:n=Tw}=t,{_shadow:o=!1}=t;this.id=t.id||`directional-${Mw++}`,this.color=e,this.intensity=r,this.type="directional",this.direction=new Q(n).normalize().toArray(),this.shadow=o}getProjectedLight(t){return this}};var er=class{constructor(t,e={id:"pass"}){let{id:r}=e;this.id=r,this.device=t,this.props={...e}}setProps(t){Object.assign(this.props,t)}render(t){}cleanup(){}};var Aw={depthWriteEnabled:!0,depthCompare:"less-equal",blendColorOperation:"add",blendColorSrcFactor:"src-alpha",blendColorDstFactor:"one",blendAlphaOperation:"add",blendAlphaSrcFactor:"one-minus-dst-alpha",blendAlphaDstFactor:"one"},Wt=class extends er{constructor(){super(...arguments),this._lastRenderIndex=-1}render(t){this._render(t)}_render(t){let e=this.device.canvasContext,r=t.target??e.getCurrentFramebuffer(),[n,o]=e.getDrawingBufferSize(),s=t.clearCanvas??!0,a=t.clearColor??(s?[0,0,0,0]:!1),c=s?1:!1,l=s?0:!1,f=t.colorMask??15,u={viewport:[0,0,n,o]};t.colorMask&&(u.colorMask=f),t.scissorRect&&(u.scissorRect=t.scissorRect);let h=this.device.beginRenderPass({framebuffer:r,parameters:u,clearColor:a,clearDepth:c,clearStencil:l});try{return this._drawLayers(h,t)}finally{h.end(),this.device.submit()}}_drawLayers(t,e){let{target:r,shaderModuleProps:n,viewports:o,views:s,onViewportActive:a,clearStack:c=!0}=e;e.pass=e.pass||"unknown",c&&(this._lastRenderIndex=-1);let l=[];for(let f of o){let u=s&&s[f.id];a?.(f);let h=this._getDrawLayerParams(f,e),d=f.subViewports||[f];for(let p of d){let m=this._drawLayersInViewport(t,{target:r,shaderModuleProps:n,viewport:p,view:u,pass:e.pass,layers:e.layers,isPicking:e.isPicking},h);l.push(m)}}return l}_getDrawLayerParams(t,{layers:e,pass:r,isPicking:n=!1,layerFilter:o,cullRect:s,views:a,effects:c,shaderModuleProps:l},f=!1){let u=[],h=Th(this._lastRenderIndex+1),d={layer:e[0],viewport:t,isPicking:n,renderPass:r,cullRect:s},p={};for(let m=0;m<e.length;m++){let g=e[m],x=this._shouldDrawLayer(g,d,o,p),v={shouldDrawLayer:x};if(x&&!f){v.shouldDrawLayer=!0,v.layerRenderIndex=h(g,x),v.shaderModuleProps=this._getShaderModuleProps(g,c,r,l);let y=g.context.device.type==="webgpu"?Aw:null;v.layerParameters={...y,...g.context.deck?.props.parameters,...a?.[t.id]?.props.parameters,...this.getLayerParameters(g,m,t)}}u[m]=v}return u}_drawLayersInViewport(t,{layers:e,shaderModuleProps:r,pass:n,target:o,viewport:s,view:a,isPicking:c},l){let f=Cw(this.device,{shaderModuleProps:r,target:o,viewport:s});if(a){let{clear:h,clearColor:d,clearDepth:p,clearStencil:m}=a.props;if(h){let g=[0,0,0,0],x=1,v=0;Array.isArray(d)&&!c?g=[...d.slice(0,3),d[3]||255].map(_=>_/255):d===!1&&(g=!1),p!==void 0&&(x=p),m!==void 0&&(v=m),this.device.beginRenderPass({framebuffer:o,parameters:{viewport:f,scissorRect:f},clearColor:g,clearDepth:x,clearStencil:v}).end()}}let u={totalCount:e.length,visibleCount:0,compositeCount:0,pickableCount:0};t.setParameters({viewport:f});for(let h=0;h<e.length;h++){let d=e[h],p=l[h],{shouldDrawLayer:m}=p;if(m&&d.props.pickable&&u.pickableCount++,d.isComposite&&u.compositeCount++,d.isDrawable&&p.shouldDrawLayer){let{layerRenderIndex:g,shaderModuleProps:x,layerParameters:v}=p;u.visibleCount++,this._lastRenderIndex=Math.max(this._lastRenderIndex,g),x.project&&(x.project.viewport=s),d.context.renderPass=t;try{d._drawLayer({renderPass:t,shaderModuleProps:x,uniforms:{layerIndex:g},parameters:v})}catch(y){d.raiseError(y,`drawing ${d} to ${n}`)}}}return u}shouldDrawLayer(t){return!0}getShaderModuleProps(t,e,r){return null}getLayerParameters(t,e,r){return t.props.parameters}_shouldDrawLayer(t,e,r,n){if(!(t.props.visible&&this.shouldDrawLayer(t)))return!1;e.layer=t;let s=t.parent;for(;s;){if(!s.props.visible||!s.filterSubLayer(e))return!1;e.layer=s,s=s.parent}if(r){let a=e.layer.id;if(a in n||(n[a]=r(e)),!n[a])return!1}return t.activateViewport(e.viewport),!0}_getShaderModuleProps(t,e,r,n){let o=this.device.canvasContext.cssToDeviceRatio(),s=t.internalState?.propsInTransition||t.props,a={layer:s,picking:{isActive:!1},project:{viewport:t.context.viewport,devicePixelRatio:o,modelMatrix:s.modelMatrix,coordinateSystem:s.coordinateSystem,coordinateOrigin:s.coordinateOrigin,autoWrapLongitude:t.wrapLongitude}};if(e)for(let c of e)Lh(a,c.getShaderModuleProps?.(t,a));for(let c of t.context.defaultShaderModules)c.name in a||(a[c.name]={});return Lh(a,this.getShaderModuleProps(t,e,a),n)}};function Th(i=0,t={}){let e={},r=(n,o)=>{let s=n.props._offset,a=n.id,c=n.parent&&n.parent.id,l;if(c&&!(c in t)&&r(n.parent,!1),c in e){let f=e[c]=e[c]||Th(t[c],t);l=f(n,o),e[a]=f}else Number.isFinite(s)?(l=s+(t[c]||0),e[a]=null):l=i;return o&&l>=i&&(i=l+1),t[a]=l,l};return r}function Cw(i,{shaderModuleProps:t,target:e,viewport:r}){let n=t?.project?.devicePixelRatio??i.canvasContext.cssToDeviceRatio(),[,o]=i.canvasContext.getDrawingBufferSize(),s=e?e.height:o,a=r;return[a.x*n,s-(a.y+a.height)*n,a.width*n,a.height*n]}function Lh(i,...t){for(let e of t)if(e)for(let r in e)i[r]?Object.assign(i[r],e[r]):i[r]=e[r];return i}var ir=class extends Wt{constructor(t,e){super(t,e);let r=t.createTexture({format:"rgba8unorm",width:1,height:1,sampler:{minFilter:"linear",magFilter:"linear",addressModeU:"clamp-to-edge",addressModeV:"clamp-to-edge"}}),n=t.createTexture({format:"depth16unorm",width:1,height:1});this.fbo=t.createFramebuffer({id:"shadowmap",width:1,height:1,colorAttachments:[r],depthStencilAttachment:n})}delete(){this.fbo&&(this.fbo.destroy(),this.fbo=null)}getShadowMap(){return this.fbo.colorAttachments[0].texture}render(t){let e=this.fbo,r=this.device.canvasContext.cssToDeviceRatio(),n=t.viewports[0],o=n.width*r,s=n.height*r,a=[1,1,1,1];(o!==e.width||s!==e.height)&&e.resize({width:o,height:s}),super.render({...t,clearColor:a,target:e,pass:"shadow"})}getLayerParameters(t,e,r){return{...t.props.parameters,blend:!1,depthWriteEnabled:!0,depthCompare:"less-equal"}}shouldDrawLayer(t){return t.props.shadowEnabled!==!1}getShaderModuleProps(t,e,r){return{shadow:{project:r.project,drawToShadowMap:!0}}}};var Ow={color:[255,255,255],intensity:1},Mh=[{color:[255,255,255],intensity:1,direction:[-1,3,-1]},{color:[255,255,255],intensity:.9,direction:[1,-8,-2.5]}],Iw=[0,0,0,200/255],si=class{constructor(t={}){this.id="lighting-effect",this.shadowColor=Iw,this.shadow=!1,this.directionalLights=[],this.pointLights=[],this.shadowPasses=[],this.dummyShadowMap=null,this.setProps(t)}setup(t){this.context=t;let{device:e,deck:r}=t;this.shadow&&!this.dummyShadowMap&&(this._createShadowPasses(e),r._addDefaultShaderModule(co),this.dummyShadowMap=e.createTexture({width:1,height:1}))}setProps(t){this.ambientLight=void 0,this.directionalLights=[],this.pointLights=[];for(let e in t){let r=t[e];switch(r.type){case"ambient":this.ambientLight=r;break;case"directional":this.directionalLights.push(r);break;case"point":this.pointLights.push(r);break;default:}}this._applyDefaultLights(),this.shadow=this.directionalLights.some(e=>e.shadow),this.context&&this.setup(this.context),this.props=t}preRender({layers:t,layerFilter:e,viewports:r,onViewportActive:n,views:o}){if(this.shadow){this.shadowMatrices=this._calculateMatrices();for(let s=0;s<this.shadowPasses.length;s++)this.shadowPasses[s].render({layers:t,layerFilter:e,viewports:r,onViewportActive:n,views:o,shaderModuleProps:{shadow:{shadowLightId:s,dummyShadowMap:this.dummyShadowMap,shadowMatrices:this.shadowMatrices}}})}}getShaderModuleProps(t,e){let r=this.shadow?{project:e.project,shadowMaps:this.shadowPasses.map(s=>s.getShadowMap()),dummyShadowMap:this.dummyShadowMap,shadowColor:this.shadowColor,shadowMatrices:this.shadowMatrices}:{},n={enabled:!0,lights:this._getLights(t)},o=t.props.material;return{shadow:r,lighting:n,phongMaterial:o,gouraudMaterial:o}}cleanup(t){for(let e of this.shadowPasses)e.delete();this.shadowPasses.length=0,this.dummyShadowMap&&(this.dummyShadowMap.destroy(),this.dummyShadowMap=null,t.deck._removeDefaultShaderModule(co))}_calculateMatrices(){let t=[];for(let e of this.directionalLights){let r=new q().lookAt({eye:new Q(e.direction).negate()});t.push(r)}return t}_createShadowPasses(t){for(let e=0;e<this.directionalLights.length;e++){let r=new ir(t);this.shadowPasses[e]=r}}_applyDefaultLights(){let{ambientLight:t,pointLights:e,directionalLights:r}=this;!t&&e.length===0&&r.length===0&&(this.ambientLight=new lo(Ow),this.directionalLights.push(new tr(Mh[0]),new tr(Mh[1])))}_getLights(t){let e=[];this.ambientLight&&e.push(this.ambientLight);for(let r of this.pointLights)e.push(r.getProjectedLight({layer:t}));for(let r of this.directionalLights)e.push(r.getProjectedLight({layer:t}));return e}};var nc=class{constructor(t={}){this._pool=[],this.opts={overAlloc:2,poolSize:100},this.setOptions(t)}setOptions(t){Object.assign(this.opts,t)}allocate(t,e,{size:r=1,type:n,padding:o=0,copy:s=!1,initialize:a=!1,maxCount:c}){let l=n||t&&t.constructor||Float32Array,f=e*r+o;if(ArrayBuffer.isView(t)){if(f<=t.length)return t;if(f*t.BYTES_PER_ELEMENT<=t.buffer.byteLength)return new l(t.buffer,0,f)}let u=1/0;c&&(u=c*r+o);let h=this._allocate(l,f,a,u);return t&&s?h.set(t):a||h.fill(0,0,4),this._release(t),h}release(t){this._release(t)}_allocate(t,e,r,n){let o=Math.max(Math.ceil(e*this.opts.overAlloc),1);o>n&&(o=n);let s=this._pool,a=t.BYTES_PER_ELEMENT*o,c=s.findIndex(l=>l.byteLength>=a);if(c>=0){let l=new t(s.splice(c,1)[0],0,o);return r&&l.fill(0),l}return new t(o)}_release(t){if(!ArrayBuffer.isView(t))return;let e=this._pool,{buffer:r}=t,{byteLength:n}=r,o=e.findIndex(s=>s.byteLength>=n);o<0?e.push(r):(o>0||e.length<this.opts.poolSize)&&e.splice(o,0,r),e.length>this.opts.poolSize&&e.shift()}},Et=new nc;function ci(){return[1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1]}function oc(i,t){let e=i%t;return e<0?t+e:e}function Ch(i){return[i[12],i[13],i[14]]}function Oh(i){return{left:ai(i[3]+i[0],i[7]+i[4],i[11]+i[8],i[15]+i[12]),right:ai(i[3]-i[0],i[7]-i[4],i[11]-i[8],i[15]-i[12]),bottom:ai(i[3]+i[1],i[7]+i[5],i[11]+i[9],i[15]+i[13]),top:ai(i[3]-i[1],i[7]-i[5],i[11]-i[9],i[15]-i[13]),near:ai(i[3]+i[2],i[7]+i[6],i[11]+i[10],i[15]+i[14]),far:ai(i[3]-i[2],i[7]-i[6],i[11]-i[10],i[15]-i[14])}}var Ah=new Q;function ai(i,t,e,r){Ah.set(i,t,e);let n=Ah.len();return{distance:r/n,normal:new Q(-i/n,-t/n,-e/n)}}function Rw(i){return i-Math.fround(i)}var rr;function fo(i,t){let{size:e=1,startIndex:r=0}=t,n=t.endIndex!==void 0?t.endIndex:i.length,o=(n-r)/e;rr=Et.allocate(rr,o,{type:Float32Array,size:e*2});let s=r,a=0;for(;s<n;){for(let c=0;c<e;c++){let l=i[s++];rr[a+c]=l,rr[a+c+e]=Rw(l)}a+=e*2}return rr.subarray(0,o*e*2)}function Ih(i){let t=null,e=!1;for(let r of i)r&&(t?(e||(t=[[t[0][0],t[0][1]],[t[1][0],t[1][1]]],e=!0),t[0][0]=Math.min(t[0][0],r[0][0]),t[0][1]=Math.min(t[0][1],r[0][1]),t[1][0]=Math.max(t[1][0],r[1][0]),t[1][1]=Math.max(t[1][1],r[1][1])):t=r);return t}var kw=Math.PI/180,Nw=ci(),Rh=[0,0,0],Dw={unitsPerMeter:[1,1,1],metersPerUnit:[1,1,1]};function zw({width:i,height:t,orthographic:e,fovyRadians:r,focalDistance:n,padding:o,near:s,far:a}){let c=i/t,l=e?new q().orthographic({fovy:r,aspect:c,focalDistance:n,near:s,far:a}):new q().perspective({fovy:r,aspect:c,near:s,far:a});if(o){let{left:f=0,right:u=0,top:h=0,bottom:d=0}=o,p=it((f+i-u)/2,0,i)-i/2,m=it((h+t-d)/2,0,t)-t/2;l[8]-=p*2/i,l[9]+=m*2/t}return l}var uo=class i{constructor(t={}){this._frustumPlanes={},this.id=t.id||this.constructor.displayName||"viewport",this.x=t.x||0,this.y=t.y||0,this.width=t.width||1,this.height=t.height||1,this.zoom=t.zoom||0,this.padding=t.padding,this.distanceScales=t.distanceScales||Dw,this.focalDistance=t.focalDistance||1,this.position=t.position||Rh,this.modelMatrix=t.modelMatrix||null;let{longitude:e,latitude:r}=t;this.isGeospatial=Number.isFinite(r)&&Number.isFinite(e),this._initProps(t),this._initMatrices(t),this.equals=this.equals.bind(this),this.project=this.project.bind(this),this.unproject=this.unproject.bind(this),this.projectPosition=this.projectPosition.bind(this),this.unprojectPosition=this.unprojectPosition.bind(this),this.projectFlat=this.projectFlat.bind(this),this.unprojectFlat=this.unprojectFlat.bind(this)}get subViewports(){return null}get metersPerPixel(){return this.distanceScales.metersPerUnit[2]/this.scale}get projectionMode(){return this.isGeospatial?this.zoom<12?Z.WEB_MERCATOR:Z.WEB_MERCATOR_AUTO_OFFSET:Z.IDENTITY}equals(t){return t instanceof i?this===t?!0:t.width===this.width&&t.height===this.height&&t.scale===this.scale&&jt(t.projectionMatrix,this.projectionMatrix)&&jt(t.viewMatrix,this.viewMatrix):!1}project(t,{topLeft:e=!0}={}){let r=this.projectPosition(t),n=oi(r,this.pixelProjectionMatrix),[o,s]=n,a=e?s:this.height-s;return t.length===2?[o,a]:[o,a,n[2]]}unproject(t,{topLeft:e=!0,targetZ:r}={}){let[n,o,s]=t,a=e?o:this.height-o,c=r&&r*this.distanceScales.unitsPerMeter[2],l=ee([n,a,s],this.pixelUnprojectionMatrix,c),[f,u,h]=this.unprojectPosition(l);return Number.isFinite(s)?[f,u,h]:Number.isFinite(r)?[f,u,r]:[f,u]}projectPosition(t){let[e,r]=this.projectFlat(t),n=(t[2]||0)*this.distanceScales.unitsPerMeter[2];return[e,r,n]}unprojectPosition(t){let[e,r]=this.unprojectFlat(t),n=(t[2]||0)*this.distanceScales.metersPerUnit[2];return[e,r,n]}projectFlat(t){if(this.isGeospatial){let e=mt(t);return e[1]=it(e[1],-318,830),e}return t}unprojectFlat(t){return this.isGeospatial?rt(t):t}getBounds(t={}){let e={targetZ:t.z||0},r=this.unproject([0,0],e),n=this.unproject([this.width,0],e),o=this.unproject([0,this.height],e),s=this.unproject([this.width,this.height],e);return[Math.min(r[0],n[0],o[0],s[0]),Math.min(r[1],n[1],o[1],s[1]),Math.max(r[0],n[0],o[0],s[0]),Math.max(r[1],n[1],o[1],s[1])]}getDistanceScales(t){return t&&this.isGeospatial?ni({longitude:t[0],latitude:t[1],highPrecision:!0}):this.distanceScales}containsPixel({x:t,y:e,width:r=1,height:n=1}){return t<this.x+this.width&&this.x<t+r&&e<this.y+this.height&&this.y<e+n}getFrustumPlanes(){return this._frustumPlanes.near?this._frustumPlanes:(Object.assign(this._frustumPlanes,Oh(this.viewProjectionMatrix)),this._frustumPlanes)}panByPosition(t,e,r){return null}_initProps(t){let e=t.longitude,r=t.latitude;this.isGeospatial&&(Number.isFinite(t.zoom)||(this.zoom=ic({latitude:r})+Math.log2(this.focalDistance)),this.distanceScales=t.distanceScales||ni({latitude:r,longitude:e}));let n=Math.pow(2,this.zoom);this.scale=n;let{position:o,modelMatrix:s}=t,a=Rh;if(o&&(a=s?new q(s).transformAsVector(o,[]):o),this.isGeospatial){let c=this.projectPosition([e,r,0]);this.center=new Q(a).scale(this.distanceScales.unitsPerMeter).add(c)}else this.center=this.projectPosition(a)}_initMatrices(t){let{viewMatrix:e=Nw,projectionMatrix:r=null,orthographic:n=!1,fovyRadians:o,fovy:s=75,near:a=.1,far:c=1e3,padding:l=null,focalDistance:f=1}=t;this.viewMatrixUncentered=e,this.viewMatrix=new q().multiplyRight(e).translate(new Q(this.center).negate()),this.projectionMatrix=r||zw({width:this.width,height:this.height,orthographic:n,fovyRadians:o||s*kw,focalDistance:f,padding:l,near:a,far:c});let u=ci();Y.multiply(u,u,this.projectionMatrix),Y.multiply(u,u,this.viewMatrix),this.viewProjectionMatrix=u,this.viewMatrixInverse=Y.invert([],this.viewMatrix)||this.viewMatrix,this.cameraPosition=Ch(this.viewMatrixInverse);let h=ci(),d=ci();Y.scale(h,h,[this.width/2,-this.height/2,1]),Y.translate(h,h,[1,-1,0]),Y.multiply(d,h,this.viewProjectionMatrix),this.pixelProjectionMatrix=d,this.pixelUnprojectionMatrix=Y.invert(ci(),this.pixelProjectionMatrix),this.pixelUnprojectionMatrix||T.warn("Pixel project matrix not invertible")()}};uo.displayName="Viewport";var li=uo;var ho=class i extends li{constructor(t={}){let{latitude:e=0,longitude:r=0,zoom:n=0,pitch:o=0,bearing:s=0,nearZMultiplier:a=.1,farZMultiplier:c=1.01,nearZ:l,farZ:f,orthographic:u=!1,projectionMatrix:h,repeat:d=!1,worldOffset:p=0,position:m,padding:g,legacyMeterSizes:x=!1}=t,{width:v,height:y,altitude:_=1.5}=t,w=Math.pow(2,n);v=v||1,y=y||1;let b,E=null;if(h)_=h[5]/2,b=Vt(_);else{t.fovy?(b=t.fovy,_=Pe(b)):b=Vt(_);let S;if(g){let{top:P=0,bottom:I=0}=g;S=[0,it((P+y-I)/2,0,y)-y/2]}E=rc({width:v,height:y,scale:w,center:m&&[0,0,m[2]*Ji(e)],offset:S,pitch:o,fovy:b,nearZMultiplier:a,farZMultiplier:c}),Number.isFinite(l)&&(E.near=l),Number.isFinite(f)&&(E.far=f)}let L=oo({height:y,pitch:o,bearing:s,scale:w,altitude:_});p&&(L=new q().translate([512*p,0,0]).multiplyLeft(L)),super({...t,width:v,height:y,viewMatrix:L,longitude:r,latitude:e,zoom:n,...E,fovy:b,focalDistance:_}),this.latitude=e,this.longitude=r,this.zoom=n,this.pitch=o,this.bearing=s,this.altitude=_,this.fovy=b,this.orthographic=u,this._subViewports=d?[]:null,this._pseudoMeters=x,Object.freeze(this)}get subViewports(){if(this._subViewports&&!this._subViewports.length){let t=this.getBounds(),e=Math.floor((t[0]+180)/360),r=Math.ceil((t[2]-180)/360);for(let n=e;n<=r;n++){let o=n?new i({...this,worldOffset:n}):this;this._subViewports.push(o)}}return this._subViewports}projectPosition(t){if(this._pseudoMeters)return super.projectPosition(t);let[e,r]=this.projectFlat(t),n=(t[2]||0)*Ji(t[1]);return[e,r,n]}unprojectPosition(t){if(this._pseudoMeters)return super.unprojectPosition(t);let[e,r]=this.unprojectFlat(t),n=(t[2]||0)/Ji(r);return[e,r,n]}addMetersToLngLat(t,e){return Qi(t,e)}panByPosition(t,e,r){let n=ee(e,this.pixelUnprojectionMatrix),o=this.projectFlat(t),s=vt.add([],o,vt.negate([],n)),a=vt.add([],this.center,s),[c,l]=this.unprojectFlat(a);return{longitude:c,latitude:l}}panByPosition3D(t,e){let r=t[2]||0,n=vt.sub([],t,this.unproject(e,{targetZ:r}));return{longitude:this.longitude+n[0],latitude:this.latitude+n[1]}}getBounds(t={}){let e=ao(this,t.z||0);return[Math.min(e[0][0],e[1][0],e[2][0],e[3][0]),Math.min(e[0][1],e[1][1],e[2][1],e[3][1]),Math.max(e[0][0],e[1][0],e[2][0],e[3][0]),Math.max(e[0][1],e[1][1],e[2][1],e[3][1])]}fitBounds(t,e={}){let{width:r,height:n}=this,{longitude:o,latitude:s,zoom:a}=so({width:r,height:n,bounds:t,...e});return new i({width:r,height:n,longitude:o,latitude:s,zoom:a})}};ho.displayName="WebMercatorViewport";var Ee=ho;var kh=[0,0,0];function sc(i,t,e=!1){let r=t.projectPosition(i);if(e&&t instanceof Ee){let[n,o,s=0]=i,a=t.getDistanceScales([n,o]);r[2]=s*a.unitsPerMeter[2]}return r}function Fw(i){let{viewport:t,modelMatrix:e,coordinateOrigin:r}=i,{coordinateSystem:n,fromCoordinateSystem:o,fromCoordinateOrigin:s}=i;return n==="default"&&(n=t.isGeospatial?"lnglat":"cartesian"),o===void 0?o=n:o==="default"&&(o=t.isGeospatial?"lnglat":"cartesian"),s===void 0&&(s=r),{viewport:t,coordinateSystem:n,coordinateOrigin:r,modelMatrix:e,fromCoordinateSystem:o,fromCoordinateOrigin:s}}function po(i,{viewport:t,modelMatrix:e,coordinateSystem:r,coordinateOrigin:n,offsetMode:o}){let[s,a,c=0]=i;switch(e&&([s,a,c]=ft.transformMat4([],[s,a,c,1],e)),r){case"default":return po(i,{viewport:t,modelMatrix:e,coordinateSystem:t.isGeospatial?"lnglat":"cartesian",coordinateOrigin:n,offsetMode:o});case"lnglat":return sc([s,a,c],t,o);case"lnglat-offsets":return sc([s+n[0],a+n[1],c+(n[2]||0)],t,o);case"meter-offsets":return sc(Qi(n,[s,a,c]),t,o);case"cartesian":return t.isGeospatial?[s+n[0],a+n[1],c+n[2]]:t.projectPosition([s,a,c]);default:throw new Error(`Invalid coordinateSystem: ${r}`)}}function Nh(i,t){let{viewport:e,coordinateSystem:r,coordinateOrigin:n,modelMatrix:o,fromCoordinateSystem:s,fromCoordinateOrigin:a}=Fw(t),{autoOffset:c=!0}=t,{geospatialOrigin:l=kh,shaderCoordinateOrigin:f=kh,offsetMode:u=!1}=c?Ja(e,r,n):{},h=po(i,{viewport:e,modelMatrix:o,coordinateSystem:s,coordinateOrigin:a,offsetMode:u});if(u){let d=e.projectPosition(l||f);lt.sub(h,h,d)}return h}var Bw=1,Uw=1,Se=class{time=0;channels=new Map;animations=new Map;playing=!1;lastEngineTime=-1;constructor(){}addChannel(t){let{delay:e=0,duration:r=Number.POSITIVE_INFINITY,rate:n=1,repeat:o=1}=t,s=Bw++,a={time:0,delay:e,duration:r,rate:n,repeat:o};return this._setChannelTime(a,this.time),this.channels.set(s,a),s}removeChannel(t){this.channels.delete(t);for(let[e,r]of this.animations)r.channel===t&&this.detachAnimation(e)}isFinished(t){let e=this.channels.get(t);return e===void 0?!1:this.time>=e.delay+e.duration*e.repeat}getTime(t){if(t===void 0)return this.time;let e=this.channels.get(t);return e===void 0?-1:e.time}setTime(t){this.time=Math.max(0,t);let e=this.channels.values();for(let n of e)this._setChannelTime(n,this.time);let r=this.animations.values();for(let n of r){let{animation:o,channel:s}=n;o.setTime(this.getTime(s))}}play(){this.playing=!0}pause(){this.playing=!1,this.lastEngineTime=-1}reset(){this.setTime(0)}attachAnimation(t,e){let r=Uw++;return this.animations.set(r,{animation:t,channel:e}),t.setTime(this.getTime(e)),r}detachAnimation(t){this.animations.delete(t)}update(t){this.playing&&(this.lastEngineTime===-1&&(this.lastEngineTime=t),this.setTime(this.time+(t-this.lastEngineTime)),this.lastEngineTime=t)}_setChannelTime(t,e){let r=e-t.delay,n=t.duration*t.repeat;r>=n?t.time=t.duration*t.rate:(t.time=Math.max(0,r)%t.duration,t.time*=t.rate)}};function Dh(i){let t=typeof window<"u"?window.requestAnimationFrame||window.webkitRequestAnimationFrame||window.mozRequestAnimationFrame:null;return t?t.call(window,i):setTimeout(()=>i(typeof performance<"u"?performance.now():Date.now()),1e3/60)}function zh(i){let t=typeof window<"u"?window.cancelAnimationFrame||window.webkitCancelAnimationFrame||window.mozCancelAnimationFrame:null;if(t){t.call(window,i);return}clearTimeout(i)}var jw=0,Vw="Animation Loop",nr=class i{static defaultAnimationLoopProps={device:null,onAddHTML:()=>"",onInitialize:async()=>null,onRender:()=>{},onFinalize:()=>{},onError:t=>console.error(t),stats:void 0,autoResizeViewport:!1};device=null;canvas=null;props;animationProps=null;timeline=null;stats;sharedStats;cpuTime;gpuTime;frameRate;display;_needsRedraw="initialized";_initialized=!1;_running=!1;_animationFrameId=null;_nextFramePromise=null;_resolveNextFrame=null;_cpuStartTime=0;_error=null;_lastFrameTime=0;constructor(t){if(this.props={...i.defaultAnimationLoopProps,...t},t=this.props,!t.device)throw new Error("No device provided");this.stats=t.stats||new Fe({id:`animation-loop-${jw++}`}),this.sharedStats=Ei.stats.get(Vw),this.frameRate=this.stats.get("Frame Rate"),this.frameRate.setSampleSize(1),this.cpuTime=this.stats.get("CPU Time"),this.gpuTime=this.stats.get("GPU Time"),this.setProps({autoResizeViewport:t.autoResizeViewport}),this.start=this.start.bind(this),this.stop=this.stop.bind(this),this._onMousemove=this._onMousemove.bind(this),this._onMouseleave=this._onMouseleave.bind(this)}destroy(){this.stop(),this._setDisplay(null),this.device?._disableDebugGPUTime()}delete(){this.destroy()}reportError(t){this.props.onError(t),this._error=t}setNeedsRedraw(t){return this._needsRedraw=this._needsRedraw||t,this}needsRedraw(){let t=this._needsRedraw;return this._needsRedraw=!1,t}setProps(t){return"autoResizeViewport"in t&&(this.props.autoResizeViewport=t.autoResizeViewport||!1),this}async start(){if(this._running)return this;this._running=!0;try{let t;if(!this._initialized){if(this._initialized=!0,await this._initDevice(),this._initialize(),!this._running)return null;await this.props.onInitialize(this._getAnimationProps())}return this._running?(t!==!1&&(this._cancelAnimationFrame(),this._requestAnimationFrame()),this):null}catch(t){let e=t instanceof Error?t:new Error("Unknown error");throw this.props.onError(e),e}}stop(){return this._running&&(this.animationProps&&!this._error&&this.props.onFinalize(this.animationProps),this._cancelAnimationFrame(),this._nextFramePromise=null,this._resolveNextFrame=null,this._running=!1,this._lastFrameTime=0),this}redraw(t){return this.device?.isLost||this._error?this:(this._beginFrameTimers(t),this._setupFrame(),this._updateAnimationProps(),this._renderFrame(this._getAnimationProps()),this._clearNeedsRedraw(),this._resolveNextFrame&&(this._resolveNextFrame(this),this._nextFramePromise=null,this._resolveNextFrame=null),this._endFrameTimers(),this)}attachTimeline(t){return this.timeline=t,this.timeline}detachTimeline(){this.timeline=null}waitForRender(){return this.setNeedsRedraw("waitForRender"),this._nextFramePromise||(this._nextFramePromise=new Promise(t=>{this._resolveNextFrame=t})),this._nextFramePromise}async toDataURL(){if(this.setNeedsRedraw("toDataURL"),await this.waitForRender(),this.canvas instanceof HTMLCanvasElement)return this.canvas.toDataURL();throw new Error("OffscreenCanvas")}_initialize(){this._startEventHandling(),this._initializeAnimationProps(),this._updateAnimationProps(),this._resizeViewport(),this.device?._enableDebugGPUTime()}_setDisplay(t){this.display&&(this.display.destroy(),this.display.animationLoop=null),t&&(t.animationLoop=this),this.display=t}_requestAnimationFrame(){this._running&&(this._animationFrameId=Dh(this._animationFrame.bind(this)))}_cancelAnimationFrame(){this._animationFrameId!==null&&(zh(this._animationFrameId),this._animationFrameId=null)}_animationFrame(t){this._running&&(this.redraw(t),this._requestAnimationFrame())}_renderFrame(t){if(this.display){this.display._renderFrame(t);return}this.props.onRender(this._getAnimationProps()),this.device?.submit()}_clearNeedsRedraw(){this._needsRedraw=!1}_setupFrame(){this._resizeViewport()}_initializeAnimationProps(){let t=this.device?.getDefaultCanvasContext();if(!this.device||!t)throw new Error("loop");let e=t?.canvas,r=t.props.useDevicePixels;this.animationProps={animationLoop:this,device:this.device,canvasContext:t,canvas:e,useDevicePixels:r,timeline:this.timeline,needsRedraw:!1,width:1,height:1,aspect:1,time:0,startTime:Date.now(),engineTime:0,tick:0,tock:0,_mousePosition:null}}_getAnimationProps(){if(!this.animationProps)throw new Error("animationProps");return this.animationProps}_updateAnimationProps(){if(!this.animationProps)return;let{width:t,height:e,aspect:r}=this._getSizeAndAspect();(t!==this.animationProps.width||e!==this.animationProps.height)&&this.setNeedsRedraw("drawing buffer resized"),r!==this.animationProps.aspect&&this.setNeedsRedraw("drawing buffer aspect changed"),this.animationProps.width=t,this.animationProps.height=e,this.animationProps.aspect=r,this.animationProps.needsRedraw=this._needsRedraw,this.animationProps.engineTime=Date.now()-this.animationProps.startTime,this.timeline&&this.timeline.update(this.animationProps.engineTime),this.animationProps.tick=Math.floor(this.animationProps.time/1e3*60),this.animationProps.tock++,this.animationProps.time=this.timeline?this.timeline.getTime():this.animationProps.engineTime}async _initDevice(){if(this.device=await this.props.device,!this.device)throw new Error("No device provided");this.canvas=this.device.getDefaultCanvasContext().canvas||null}_createInfoDiv(){if(this.canvas&&this.props.onAddHTML){let t=document.createElement("div");document.body.appendChild(t),t.style.position="relative";let e=document.createElement("div");e.style.position="absolute",e.style.left="10px",e.style.bottom="10px",e.style.width="300px",e.style.background="white",this.canvas instanceof HTMLCanvasElement&&t.appendChild(this.canvas),t.appendChild(e);let r=this.props.onAddHTML(e);r&&(e.innerHTML=r)}}_getSizeAndAspect(){if(!this.device)return{width:1,height:1,aspect:1};let[t,e]=this.device.getDefaultCanvasContext().getDrawingBufferSize(),r=t>0&&e>0?t/e:1;return{width:t,height:e,aspect:r}}_resizeViewport(){this.props.autoResizeViewport&&this.device.gl&&this.device.gl.viewport(0,0,this.device.gl.drawingBufferWidth,this.device.gl.drawingBufferHeight)}_beginFrameTimers(t){let e=t??(typeof performance<"u"?performance.now():Date.now());if(this._lastFrameTime){let r=e-this._lastFrameTime;r>0&&this.frameRate.addTime(r)}this._lastFrameTime=e,this.device?._isDebugGPUTimeEnabled()&&this._consumeEncodedGpuTime(),this.cpuTime.timeStart()}_endFrameTimers(){this.device?._isDebugGPUTimeEnabled()&&this._consumeEncodedGpuTime(),this.cpuTime.timeEnd(),this._updateSharedStats()}_consumeEncodedGpuTime(){if(!this.device)return;let t=this.device.commandEncoder._gpuTimeMs;t!==void 0&&(this.gpuTime.addTime(t),this.device.commandEncoder._gpuTimeMs=void 0)}_updateSharedStats(){if(this.stats!==this.sharedStats){for(let t of Object.keys(this.sharedStats.stats))this.stats.stats[t]||delete this.sharedStats.stats[t];this.stats.forEach(t=>{let e=this.sharedStats.get(t.name,t.type);e.sampleSize=t.sampleSize,e.time=t.time,e.count=t.count,e.samples=t.samples,e.lastTiming=t.lastTiming,e.lastSampleTime=t.lastSampleTime,e.lastSampleCount=t.lastSampleCount,e._count=t._count,e._time=t._time,e._samples=t._samples,e._startTime=t._startTime,e._timerPending=t._timerPending})}}_startEventHandling(){this.canvas&&(this.canvas.addEventListener("mousemove",this._onMousemove.bind(this)),this.canvas.addEventListener("mouseleave",this._onMouseleave.bind(this)))}_onMousemove(t){t instanceof MouseEvent&&(this._getAnimationProps()._mousePosition=[t.offsetX,t.offsetY])}_onMouseleave(t){this._getAnimationProps()._mousePosition=null}};var ac={};function ie(i="id"){ac[i]=ac[i]||1;let t=ac[i]++;return`${i}-${t}`}var go=class{id;userData={};topology;bufferLayout=[];vertexCount;indices;attributes;constructor(t){if(this.id=t.id||ie("geometry"),this.topology=t.topology,this.indices=t.indices||null,this.attributes=t.attributes,this.vertexCount=t.vertexCount,this.bufferLayout=t.bufferLayout||[],this.indices&&!(this.indices.usage&U.INDEX))throw new Error("Index buffer must have INDEX usage")}destroy(){this.indices?.destroy();for(let t of Object.values(this.attributes))t.destroy()}getVertexCount(){return this.vertexCount}getAttributes(){return this.attributes}getIndexes(){return this.indices||null}_calculateVertexCount(t){return t.byteLength/12}};function Fh(i,t){if(t instanceof go)return t;let e=Ww(i,t),{attributes:r,bufferLayout:n}=Gw(i,t);return new go({topology:t.topology||"triangle-list",bufferLayout:n,vertexCount:t.vertexCount,indices:e,attributes:r})}function Ww(i,t){if(!t.indices)return;let e=t.indices.value;return i.createBuffer({usage:U.INDEX,data:e})}function Gw(i,t){let e=[],r={};for(let[o,s]of Object.entries(t.attributes)){let a=o;switch(o){case"POSITION":a="positions";break;case"NORMAL":a="normals";break;case"TEXCOORD_0":a="texCoords";break;case"TEXCOORD_1":a="texCoords1";break;case"COLOR_0":a="colors";break}if(s){r[a]=i.createBuffer({data:s.value,id:`${o}-buffer`});let{value:c,size:l,normalized:f}=s;if(l===void 0)throw new Error(`Attribute ${o} is missing a size`);e.push({name:a,format:sl.getVertexFormatFromAttribute(c,l,f)})}}let n=t._calculateVertexCount(t.attributes,t.indices);return{attributes:r,bufferLayout:e,vertexCount:n}}function Bh(i,t){let e={},r="Values";if(i.attributes.length===0&&!i.varyings?.length)return{"No attributes or varyings":{[r]:"N/A"}};for(let n of i.attributes)if(n){let o=`${n.location} ${n.name}: ${n.type}`;e[`in ${o}`]={[r]:n.stepMode||"vertex"}}for(let n of i.varyings||[]){let o=`${n.location} ${n.name}`;e[`out ${o}`]={[r]:JSON.stringify(n)}}return e}var Uh="__debugFramebufferState";function Vh(i,t,e){if(i.device.type!=="webgl")return;let r=Yw(i.device);if(!r.flushing){if(Zw(i)){$w(i,e,r);return}t&&qw(t)&&t.handle!==null&&(r.queuedFramebuffers.includes(t)||r.queuedFramebuffers.push(t))}}function $w(i,t,e){if(e.queuedFramebuffers.length===0)return;let r=i.device,{gl:n}=r,o=n.getParameter(36010),s=n.getParameter(36006),[a,c]=i.device.getDefaultCanvasContext().getDrawingBufferSize(),l=jh(t.top,8),f=jh(t.left,8);e.flushing=!0;try{for(let u of e.queuedFramebuffers){let[h,d,p,m,g]=Hw({framebuffer:u,targetWidth:a,targetHeight:c,topPx:l,leftPx:f,minimap:t.minimap});n.bindFramebuffer(36008,u.handle),n.bindFramebuffer(36009,null),n.blitFramebuffer(0,0,u.width,u.height,h,d,p,m,16384,9728),l+=g+8}}finally{n.bindFramebuffer(36008,o),n.bindFramebuffer(36009,s),e.flushing=!1}}function Hw(i){let{framebuffer:t,targetWidth:e,targetHeight:r,topPx:n,leftPx:o,minimap:s}=i,a=s?Math.max(Math.floor(e/4),1):e,c=s?Math.max(Math.floor(r/4),1):r,l=Math.min(a/t.width,c/t.height),f=Math.max(Math.floor(t.width*l),1),u=Math.max(Math.floor(t.height*l),1),h=o,d=Math.max(r-n-u,0),p=h+f,m=d+u;return[h,d,p,m,u]}function Yw(i){return i.userData[Uh]||={flushing:!1,queuedFramebuffers:[]},i.userData[Uh]}function qw(i){return"colorAttachments"in i}function Zw(i){let t=i.props.framebuffer;return!t||t.handle===null}function jh(i,t){if(!i)return t;let e=Number.parseInt(i,10);return Number.isFinite(e)?e:t}function mo(i,t,e){if(i===t)return!0;if(!e||!i||!t)return!1;if(Array.isArray(i)){if(!Array.isArray(t)||i.length!==t.length)return!1;for(let r=0;r<i.length;r++)if(!mo(i[r],t[r],e-1))return!1;return!0}if(Array.isArray(t))return!1;if(typeof i=="object"&&typeof t=="object"){let r=Object.keys(i),n=Object.keys(t);if(r.length!==n.length)return!1;for(let o of r)if(!t.hasOwnProperty(o)||!mo(i[o],t[o],e-1))return!1;return!0}return!1}var fi=class{bufferLayouts;constructor(t){this.bufferLayouts=t}getBufferLayout(t){return this.bufferLayouts.find(e=>e.name===t)||null}getAttributeNamesForBuffer(t){return t.attributes?t.attributes?.map(e=>e.attribute):[t.name]}mergeBufferLayouts(t,e){let r=[...t];for(let n of e){let o=r.findIndex(s=>s.name===n.name);o<0?r.push(n):r[o]=n}return r}getBufferIndex(t){let e=this.bufferLayouts.findIndex(r=>r.name===t);return e===-1&&N.warn(`BufferLayout: Missing buffer for "${t}".`)(),e}};function Wh(i,t){let e=1/0;for(let r of i){let n=t[r];n!==void 0&&(e=Math.min(e,n))}return e}function Gh(i,t){let e=Object.fromEntries(i.attributes.map(n=>[n.name,n.location])),r=t.slice();return r.sort((n,o)=>{let s=n.attributes?n.attributes.map(f=>f.attribute):[n.name],a=o.attributes?o.attributes.map(f=>f.attribute):[o.name],c=Wh(s,e),l=Wh(a,e);return c-l}),r}function cc(i,t){if(!i||!t.some(r=>r.bindingLayout?.length))return i;let e={...i,bindings:i.bindings.map(r=>({...r}))};"attributes"in(i||{})&&(e.attributes=i?.attributes||[]);for(let r of t)for(let n of r.bindingLayout||[])for(let o of Xw(n.name)){let s=e.bindings.find(a=>a.name===o);s?.group===0&&(s.group=n.group)}return e}function $h(i){return!!(i.uniformTypes&&!Kw(i.uniformTypes))}function Xw(i){let t=new Set([i,`${i}Uniforms`]);return i.endsWith("Uniforms")||t.add(`${i}Sampler`),[...t]}function Kw(i){for(let t in i)return!1;return!0}function Jw(i){return Bs(i)||typeof i=="number"||typeof i=="boolean"}function Hh(i,t={}){let e={bindings:{},uniforms:{}};return Object.keys(i).forEach(r=>{let n=i[r];Object.prototype.hasOwnProperty.call(t,r)||Jw(n)?e.uniforms[r]=n:e.bindings[r]=n}),e}var yo=class{options={disableWarnings:!1};modules;moduleUniforms;moduleBindings;constructor(t,e){Object.assign(this.options,e);let r=Ge(Object.values(t).filter(Qw));for(let n of r)t[n.name]=n;N.log(1,"Creating ShaderInputs with modules",Object.keys(t))(),this.modules=t,this.moduleUniforms={},this.moduleBindings={};for(let[n,o]of Object.entries(t))o&&(this._addModule(o),o.name&&n!==o.name&&!this.options.disableWarnings&&N.warn(`Module name: ${n} vs ${o.name}`)())}destroy(){}setProps(t){for(let e of Object.keys(t)){let r=e,n=t[r]||{},o=this.modules[r];if(!o)this.options.disableWarnings||N.warn(`Module ${e} not found`)();else{let s=this.moduleUniforms[r],a=this.moduleBindings[r],c=o.getUniforms?.(n,s)||n,{uniforms:l,bindings:f}=Hh(c,o.uniformTypes);this.moduleUniforms[r]=Yh(s,l,o.uniformTypes),this.moduleBindings[r]={...a,...f}}}}getModules(){return Object.values(this.modules)}getUniformValues(){return this.moduleUniforms}getBindingValues(){let t={};for(let e of Object.values(this.moduleBindings))Object.assign(t,e);return t}getDebugTable(){let t={};for(let[e,r]of Object.entries(this.moduleUniforms))for(let[n,o]of Object.entries(r))t[`${e}.${n}`]={type:this.modules[e].uniformTypes?.[n],value:String(o)};return t}_addModule(t){let e=t.name;this.moduleUniforms[e]=Yh({},t.defaultUniforms||{},t.uniformTypes),this.moduleBindings[e]={}}};function Yh(i={},t={},e={}){let r={...i};for(let[n,o]of Object.entries(t))o!==void 0&&(r[n]=lc(i[n],o,e[n]));return r}function lc(i,t,e){if(!e||typeof e=="string")return or(t);if(Array.isArray(e)){if(fc(t)||!Array.isArray(t))return or(t);let s=Array.isArray(i)&&!fc(i)?[...i]:[],a=s.slice();for(let c=0;c<t.length;c++){let l=t[c];l!==void 0&&(a[c]=lc(s[c],l,e[0]))}return a}if(!uc(t))return or(t);let r=e,n=uc(i)?i:{},o={...n};for(let[s,a]of Object.entries(t))a!==void 0&&(o[s]=lc(n[s],a,r[s]));return o}function or(i){return ArrayBuffer.isView(i)?Array.prototype.slice.call(i):Array.isArray(i)?fc(i)?i.slice():i.map(e=>e===void 0?void 0:or(e)):uc(i)?Object.fromEntries(Object.entries(i).map(([t,e])=>[t,e===void 0?void 0:or(e)])):i}function fc(i){return ArrayBuffer.isView(i)||Array.isArray(i)&&(i.length===0||typeof i[0]=="number")}function uc(i){return!!i&&typeof i=="object"&&!Array.isArray(i)&&!ArrayBuffer.isView(i)}function Qw(i){return!!i?.dependencies}var hc={"+X":0,"-X":1,"+Y":2,"-Y":3,"+Z":4,"-Z":5};function sr(i){return i?Array.isArray(i)?i[0]??null:i:null}function qh(i){let{dimension:t,data:e}=i;if(!e)return null;switch(t){case"1d":{let r=sr(e);if(!r)return null;let{width:n}=ar(r);return{width:n,height:1}}case"2d":{let r=sr(e);return r?ar(r):null}case"3d":case"2d-array":{if(!Array.isArray(e)||e.length===0)return null;let r=sr(e[0]);return r?ar(r):null}case"cube":{let r=Object.keys(e)[0]??null;if(!r)return null;let n=e[r],o=sr(n);return o?ar(o):null}case"cube-array":{if(!Array.isArray(e)||e.length===0)return null;let r=e[0],n=Object.keys(r)[0]??null;if(!n)return null;let o=sr(r[n]);return o?ar(o):null}default:return null}}function ar(i){if(ls(i))return al(i);if(typeof i=="object"&&"width"in i&&"height"in i)return{width:i.width,height:i.height};throw new Error("Unsupported mip-level data")}function tb(i){return typeof i=="object"&&i!==null&&"data"in i&&"width"in i&&"height"in i}function eb(i){return ArrayBuffer.isView(i)}function dc(i){let{textureFormat:t,format:e}=i;if(t&&e&&t!==e)throw new Error(`Conflicting texture formats "${t}" and "${e}" provided for the same mip level`);return t??e}function Zh(i){let t=hc[i];if(t===void 0)throw new Error(`Invalid cube face: ${i}`);return t}function ib(i,t){return 6*i+Zh(t)}function pc(i){throw new Error("setTexture1DData not supported in WebGL.")}function rb(i){return Array.isArray(i)?i:[i]}function Le(i,t,e,r){let n=rb(t),o=i,s=[];for(let a=0;a<n.length;a++){let c=n[a];if(ls(c))s.push({type:"external-image",image:c,z:o,mipLevel:a});else if(tb(c))s.push({type:"texture-data",data:c,textureFormat:dc(c),z:o,mipLevel:a});else if(eb(c)&&e)s.push({type:"texture-data",data:{data:c,width:Math.max(1,e.width>>a),height:Math.max(1,e.height>>a),...r?{format:r}:{}},textureFormat:r,z:o,mipLevel:a});else throw new Error("Unsupported 2D mip-level payload")}return s}function gc(i){let t=[];for(let e=0;e<i.length;e++)t.push(...Le(e,i[e]));return t}function mc(i){let t=[];for(let e=0;e<i.length;e++)t.push(...Le(e,i[e]));return t}function yc(i){let t=[];for(let[e,r]of Object.entries(i)){let n=Zh(e);t.push(...Le(n,r))}return t}function _c(i){let t=[];return i.forEach((e,r)=>{for(let[n,o]of Object.entries(e)){let s=ib(r,n);t.push(...Le(s,o))}}),t}var Te=class i{device;id;props;_texture=null;_sampler=null;_view=null;ready;isReady=!1;destroyed=!1;resolveReady=()=>{};rejectReady=()=>{};get texture(){if(!this._texture)throw new Error("Texture not initialized yet");return this._texture}get sampler(){if(!this._sampler)throw new Error("Sampler not initialized yet");return this._sampler}get view(){if(!this._view)throw new Error("View not initialized yet");return this._view}get[Symbol.toStringTag](){return"DynamicTexture"}toString(){let t=this._texture?.width??this.props.width??"?",e=this._texture?.height??this.props.height??"?";return`DynamicTexture:"${this.id}":${t}x${e}px:(${this.isReady?"ready":"loading..."})`}constructor(t,e){this.device=t;let r=ie("dynamic-texture"),n=e;this.props={...i.defaultProps,id:r,...e,data:null},this.id=this.props.id,this.ready=new Promise((o,s)=>{this.resolveReady=o,this.rejectReady=s}),this.initAsync(n)}async initAsync(t){try{let e=await this._loadAllData(t);this._checkNotDestroyed();let r=e.data?nb({...e,width:t.width,height:t.height,format:t.format}):[],n="format"in t&&t.format!==void 0,o="usage"in t&&t.usage!==void 0,a=(()=>{if(this.props.width&&this.props.height)return{width:this.props.width,height:this.props.height};let m=qh(e);return m||{width:this.props.width||1,height:this.props.height||1}})();if(!a||a.width<=0||a.height<=0)throw new Error(`${this} size could not be determined or was zero`);let c=ob(this.device,r,a,{format:n?t.format:void 0}),l=c.format??this.props.format,f={...this.props,...a,format:l,mipLevels:1,data:void 0};this.device.isTextureFormatCompressed(l)&&!o&&(f.usage=W.SAMPLE|W.COPY_DST);let u=this.props.mipmaps&&!c.hasExplicitMipChain&&!this.device.isTextureFormatCompressed(l);if(this.device.type==="webgpu"&&u){let m=this.props.dimension==="3d"?W.SAMPLE|W.STORAGE|W.COPY_DST|W.COPY_SRC:W.SAMPLE|W.RENDER|W.COPY_DST|W.COPY_SRC;f.usage|=m}let h=this.device.getMipLevelCount(f.width,f.height),d=c.hasExplicitMipChain?c.mipLevels:this.props.mipLevels==="auto"?h:Math.max(1,Math.min(h,this.props.mipLevels??1)),p={...f,mipLevels:d};this._texture=this.device.createTexture(p),this._sampler=this.texture.sampler,this._view=this.texture.view,c.subresources.length&&this._setTextureSubresources(c.subresources),this.props.mipmaps&&!c.hasExplicitMipChain&&!u&&N.warn(`${this} skipping auto-generated mipmaps for compressed texture format`)(),u&&this.generateMipmaps(),this.isReady=!0,this.resolveReady(this.texture),N.info(0,`${this} created`)()}catch(e){let r=e instanceof Error?e:new Error(String(e));this.rejectReady(r)}}destroy(){this._texture&&(this._texture.destroy(),this._texture=null,this._sampler=null,this._view=null),this.destroyed=!0}generateMipmaps(){this.device.type==="webgl"?this.texture.generateMipmapsWebGL():this.device.type==="webgpu"?this.device.generateMipmapsWebGPU(this.texture):N.warn(`${this} mipmaps not supported on ${this.device.type}`)}setSampler(t={}){this._checkReady();let e=t instanceof mn?t:this.device.createSampler(t);this.texture.setSampler(e),this._sampler=e}async readBuffer(t={}){this.isReady||await this.ready;let e=t.width??this.texture.width,r=t.height??this.texture.height,n=t.depthOrArrayLayers??this.texture.depth,o=this.texture.computeMemoryLayout({width:e,height:r,depthOrArrayLayers:n}),s=this.device.createBuffer({byteLength:o.byteLength,usage:U.COPY_DST|U.MAP_READ});this.texture.readBuffer({...t,width:e,height:r,depthOrArrayLayers:n},s);let a=this.device.createFence();return await a.signaled,a.destroy(),s}async readAsync(t={}){this.isReady||await this.ready;let e=t.width??this.texture.width,r=t.height??this.texture.height,n=t.depthOrArrayLayers??this.texture.depth,o=this.texture.computeMemoryLayout({width:e,height:r,depthOrArrayLayers:n}),s=await this.readBuffer(t),a=await s.readAsync(0,o.byteLength);return s.destroy(),a.buffer}resize(t){if(this._checkReady(),t.width===this.texture.width&&t.height===this.texture.height)return!1;let e=this.texture;return this._texture=e.clone(t),this._sampler=this.texture.sampler,this._view=this.texture.view,e.destroy(),N.info(`${this} resized`),!0}getCubeFaceIndex(t){let e=hc[t];if(e===void 0)throw new Error(`Invalid cube face: ${t}`);return e}getCubeArrayFaceIndex(t,e){return 6*t+this.getCubeFaceIndex(e)}setTexture1DData(t){if(this._checkReady(),this.texture.props.dimension!=="1d")throw new Error(`${this} is not 1d`);let e=pc(t);this._setTextureSubresources(e)}setTexture2DData(t,e=0){if(this._checkReady(),this.texture.props.dimension!=="2d")throw new Error(`${this} is not 2d`);let r=Le(e,t);this._setTextureSubresources(r)}setTexture3DData(t){if(this.texture.props.dimension!=="3d")throw new Error(`${this} is not 3d`);let e=gc(t);this._setTextureSubresources(e)}setTextureArrayData(t){if(this.texture.props.dimension!=="2d-array")throw new Error(`${this} is not 2d-array`);let e=mc(t);this._setTextureSubresources(e)}setTextureCubeData(t){if(this.texture.props.dimension!=="cube")throw new Error(`${this} is not cube`);let e=yc(t);this._setTextureSubresources(e)}setTextureCubeArrayData(t){if(this.texture.props.dimension!=="cube-array")throw new Error(`${this} is not cube-array`);let e=_c(t);this._setTextureSubresources(e)}_setTextureSubresources(t){for(let e of t){let{z:r,mipLevel:n}=e;switch(e.type){case"external-image":let{image:o,flipY:s}=e;this.texture.copyExternalImage({image:o,z:r,mipLevel:n,flipY:s});break;case"texture-data":let{data:a,textureFormat:c}=e;if(c&&c!==this.texture.format)throw new Error(`${this} mip level ${n} uses format "${c}" but texture format is "${this.texture.format}"`);this.texture.writeData(a.data,{x:0,y:0,z:r,width:a.width,height:a.height,depthOrArrayLayers:1,mipLevel:n});break;default:throw new Error("Unsupported 2D mip-level payload")}}}async _loadAllData(t){let e=await xc(t.data);return{dimension:t.dimension??"2d",data:e??null}}_checkNotDestroyed(){this.destroyed&&N.warn(`${this} already destroyed`)}_checkReady(){this.isReady||N.warn(`${this} Cannot perform this operation before ready`)}static defaultProps={...W.defaultProps,dimension:"2d",data:null,mipmaps:!1}};function nb(i){if(!i.data)return[];let t=i.width&&i.height?{width:i.width,height:i.height}:void 0,e="format"in i?i.format:void 0;switch(i.dimension){case"1d":return pc(i.data);case"2d":return Le(0,i.data,t,e);case"3d":return gc(i.data);case"2d-array":return mc(i.data);case"cube":return yc(i.data);case"cube-array":return _c(i.data);default:throw new Error(`Unhandled dimension ${i.dimension}`)}}function ob(i,t,e,r){if(t.length===0)return{subresources:t,mipLevels:1,format:r.format,hasExplicitMipChain:!1};let n=new Map;for(let f of t){let u=n.get(f.z)??[];u.push(f),n.set(f.z,u)}let o=t.some(f=>f.mipLevel>0),s=r.format,a=Number.POSITIVE_INFINITY,c=[];for(let[f,u]of n){let h=[...u].sort((v,y)=>v.mipLevel-y.mipLevel),d=h[0];if(!d||d.mipLevel!==0)throw new Error(`DynamicTexture: slice ${f} is missing mip level 0`);let p=Kh(i,d);if(p.width!==e.width||p.height!==e.height)throw new Error(`DynamicTexture: slice ${f} base level dimensions ${p.width}x${p.height} do not match expected ${e.width}x${e.height}`);let m=Xh(d);if(m){if(s&&s!==m)throw new Error(`DynamicTexture: slice ${f} base level format "${m}" does not match texture format "${s}"`);s=m}let g=s&&i.isTextureFormatCompressed(s)?sb(i,p.width,p.height,s):i.getMipLevelCount(p.width,p.height),x=0;for(let v=0;v<h.length;v++){let y=h[v];if(!y||y.mipLevel!==v||v>=g)break;let _=Kh(i,y),w=Math.max(1,p.width>>v),b=Math.max(1,p.height>>v);if(_.width!==w||_.height!==b)break;let E=Xh(y);if(E&&(s||(s=E),E!==s))break;x++,c.push(y)}a=Math.min(a,x)}let l=Number.isFinite(a)?Math.max(1,a):1;return{subresources:c.filter(f=>f.mipLevel<l),mipLevels:l,format:s,hasExplicitMipChain:o}}function Xh(i){if(i.type==="texture-data")return i.textureFormat??dc(i.data)}function Kh(i,t){switch(t.type){case"external-image":return i.getExternalImageSize(t.image);case"texture-data":return{width:t.data.width,height:t.data.height};default:throw new Error("Unsupported texture subresource")}}function sb(i,t,e,r){let{blockWidth:n=1,blockHeight:o=1}=i.getTextureFormatInfo(r),s=1;for(let a=1;;a++){let c=Math.max(1,t>>a),l=Math.max(1,e>>a);if(c<n||l<o)break;s++}return s}async function xc(i){if(i=await i,Array.isArray(i))return await Promise.all(i.map(xc));if(i&&typeof i=="object"&&i.constructor===Object){let t=i,e=await Promise.all(Object.values(t).map(xc)),r=Object.keys(t),n={};for(let o=0;o<r.length;o++)n[r[o]]=e[o];return n}return i}var re=2,ab=1e4,Jh="render pipeline initialization failed",K=class i{static defaultProps={...ll.defaultProps,source:void 0,vs:null,fs:null,id:"unnamed",handle:void 0,userData:{},defines:{},modules:[],geometry:null,indexBuffer:null,attributes:{},constantAttributes:{},bindings:{},uniforms:{},varyings:[],isInstanced:void 0,instanceCount:0,vertexCount:0,shaderInputs:void 0,material:void 0,pipelineFactory:void 0,shaderFactory:void 0,transformFeedback:void 0,shaderAssembler:me.getDefaultShaderAssembler(),debugShaders:void 0,disableWarnings:void 0};device;id;source;vs;fs;pipelineFactory;shaderFactory;userData={};parameters;topology;bufferLayout;isInstanced=void 0;instanceCount=0;vertexCount;indexBuffer=null;bufferAttributes={};constantAttributes={};bindings={};vertexArray;transformFeedback=null;pipeline;shaderInputs;material=null;_uniformStore;_attributeInfos={};_gpuGeometry=null;props;_pipelineNeedsUpdate="newly created";_needsRedraw="initializing";_destroyed=!1;_lastDrawTimestamp=-1;_bindingTable=[];get[Symbol.toStringTag](){return"Model"}toString(){return`Model(${this.id})`}constructor(t,e){this.props={...i.defaultProps,...e},e=this.props,this.id=e.id||ie("model"),this.device=t,Object.assign(this.userData,e.userData),this.material=e.material||null;let r=Object.fromEntries(this.props.modules?.map(c=>[c.name,c])||[]),n=e.shaderInputs||new yo(r,{disableWarnings:this.props.disableWarnings});this.setShaderInputs(n);let o=cb(t),s=(this.props.modules?.length>0?this.props.modules:this.shaderInputs?.getModules())||[];if(this.props.shaderLayout=cc(this.props.shaderLayout,s)||null,this.device.type==="webgpu"&&this.props.source){let{source:c,getUniforms:l,bindingTable:f}=this.props.shaderAssembler.assembleWGSLShader({platformInfo:o,...this.props,modules:s});this.source=c,this._getModuleUniforms=l,this._bindingTable=f;let u=t.getShaderLayout?.(this.source);this.props.shaderLayout=cc(this.props.shaderLayout||u||null,s)||null}else{let{vs:c,fs:l,getUniforms:f}=this.props.shaderAssembler.assembleGLSLShaderPair({platformInfo:o,...this.props,modules:s});this.vs=c,this.fs=l,this._getModuleUniforms=f,this._bindingTable=[]}this.vertexCount=this.props.vertexCount,this.instanceCount=this.props.instanceCount,this.topology=this.props.topology,this.bufferLayout=this.props.bufferLayout,this.parameters=this.props.parameters,e.geometry&&this.setGeometry(e.geometry),this.pipelineFactory=e.pipelineFactory||fl.getDefaultPipelineFactory(this.device),this.shaderFactory=e.shaderFactory||ul.getDefaultShaderFactory(this.device),this.pipeline=this._updatePipeline(),this.vertexArray=t.createVertexArray({shaderLayout:this.pipeline.shaderLayout,bufferLayout:this.pipeline.bufferLayout}),this._gpuGeometry&&this._setGeometryAttributes(this._gpuGeometry),"isInstanced"in e&&(this.isInstanced=e.isInstanced),e.instanceCount&&this.setInstanceCount(e.instanceCount),e.vertexCount&&this.setVertexCount(e.vertexCount),e.indexBuffer&&this.setIndexBuffer(e.indexBuffer),e.attributes&&this.setAttributes(e.attributes),e.constantAttributes&&this.setConstantAttributes(e.constantAttributes),e.bindings&&this.setBindings(e.bindings),e.transformFeedback&&(this.transformFeedback=e.transformFeedback)}destroy(){this._destroyed||(this.pipelineFactory.release(this.pipeline),this.shaderFactory.release(this.pipeline.vs),this.pipeline.fs&&this.pipeline.fs!==this.pipeline.vs&&this.shaderFactory.release(this.pipeline.fs),this._uniformStore.destroy(),this._gpuGeometry?.destroy(),this._destroyed=!0)}needsRedraw(){this._getBindingsUpdateTimestamp()>this._lastDrawTimestamp&&this.setNeedsRedraw("contents of bound textures or buffers updated");let t=this._needsRedraw;return this._needsRedraw=!1,t}setNeedsRedraw(t){this._needsRedraw||=t}getBindingDebugTable(){return this._bindingTable}predraw(){this.updateShaderInputs(),this.pipeline=this._updatePipeline()}draw(t){let e=this._areBindingsLoading();if(e)return N.info(re,`>>> DRAWING ABORTED ${this.id}: ${e} not loaded`)(),!1;try{t.pushDebugGroup(`${this}.predraw(${t})`),this.predraw()}finally{t.popDebugGroup()}let r,n=this.pipeline.isErrored;try{if(t.pushDebugGroup(`${this}.draw(${t})`),this._logDrawCallStart(),this.pipeline=this._updatePipeline(),n=this.pipeline.isErrored,n)N.info(re,`>>> DRAWING ABORTED ${this.id}: ${Jh}`)(),r=!1;else{let o=this._getBindings(),s=this._getBindGroups(),{indexBuffer:a}=this.vertexArray,c=a?a.byteLength/(a.indexType==="uint32"?4:2):void 0;r=this.pipeline.draw({renderPass:t,vertexArray:this.vertexArray,isInstanced:this.isInstanced,vertexCount:this.vertexCount,instanceCount:this.instanceCount,indexCount:c,transformFeedback:this.transformFeedback||void 0,bindings:o,bindGroups:s,_bindGroupCacheKeys:this._getBindGroupCacheKeys(),uniforms:this.props.uniforms,parameters:this.parameters,topology:this.topology})}}finally{t.popDebugGroup(),this._logDrawCallEnd()}return this._logFramebuffer(t),r?(this._lastDrawTimestamp=this.device.timestamp,this._needsRedraw=!1):n?this._needsRedraw=Jh:this._needsRedraw="waiting for resource initialization",r}setGeometry(t){this._gpuGeometry?.destroy();let e=t&&Fh(this.device,t);if(e){this.setTopology(e.topology||"triangle-list");let r=new fi(this.bufferLayout);this.bufferLayout=r.mergeBufferLayouts(e.bufferLayout,this.bufferLayout),this.vertexArray&&this._setGeometryAttributes(e)}this._gpuGeometry=e}setTopology(t){t!==this.topology&&(this.topology=t,this._setPipelineNeedsUpdate("topology"))}setBufferLayout(t){let e=new fi(this.bufferLayout);this.bufferLayout=this._gpuGeometry?e.mergeBufferLayouts(t,this._gpuGeometry.bufferLayout):t,this._setPipelineNeedsUpdate("bufferLayout"),this.pipeline=this._updatePipeline(),this.vertexArray=this.device.createVertexArray({shaderLayout:this.pipeline.shaderLayout,bufferLayout:this.pipeline.bufferLayout}),this._gpuGeometry&&this._setGeometryAttributes(this._gpuGeometry)}setParameters(t){mo(t,this.parameters,2)||(this.parameters=t,this._setPipelineNeedsUpdate("parameters"))}setInstanceCount(t){this.instanceCount=t,this.isInstanced===void 0&&t>0&&(this.isInstanced=!0),this.setNeedsRedraw("instanceCount")}setVertexCount(t){this.vertexCount=t,this.setNeedsRedraw("vertexCount")}setShaderInputs(t){this.shaderInputs=t,this._uniformStore=new gl(this.device,this.shaderInputs.modules);for(let[e,r]of Object.entries(this.shaderInputs.modules))if($h(r)&&!this.material?.ownsModule(e)){let n=this._uniformStore.getManagedUniformBuffer(e);this.bindings[`${e}Uniforms`]=n}this.setNeedsRedraw("shaderInputs")}setMaterial(t){this.material=t,this.setNeedsRedraw("material")}updateShaderInputs(){this._uniformStore.setUniforms(this.shaderInputs.getUniformValues()),this.setBindings(this._getNonMaterialBindings(this.shaderInputs.getBindingValues())),this.setNeedsRedraw("shaderInputs")}setBindings(t){Object.assign(this.bindings,t),this.setNeedsRedraw("bindings")}setTransformFeedback(t){this.transformFeedback=t,this.setNeedsRedraw("transformFeedback")}setIndexBuffer(t){this.vertexArray.setIndexBuffer(t),this.setNeedsRedraw("indexBuffer")}setAttributes(t,e){let r=e?.disableWarnings??this.props.disableWarnings;t.indices&&N.warn(`Model:${this.id} setAttributes() - indexBuffer should be set using setIndexBuffer()`)(),this.bufferLayout=Gh(this.pipeline.shaderLayout,this.bufferLayout);let n=new fi(this.bufferLayout);for(let[o,s]of Object.entries(t)){let a=n.getBufferLayout(o);if(!a){r||N.warn(`Model(${this.id}): Missing layout for buffer "${o}".`)();continue}let c=n.getAttributeNamesForBuffer(a),l=!1;for(let f of c){let u=this._attributeInfos[f];if(u){let h=this.device.type==="webgpu"?n.getBufferIndex(u.bufferName):u.location;this.vertexArray.setBuffer(h,s),l=!0}}!l&&!r&&N.warn(`Model(${this.id}): Ignoring buffer "${s.id}" for unknown attribute "${o}"`)()}this.setNeedsRedraw("attributes")}setConstantAttributes(t,e){for(let[r,n]of Object.entries(t)){let o=this._attributeInfos[r];o?this.vertexArray.setConstantWebGL(o.location,n):(e?.disableWarnings??this.props.disableWarnings)||N.warn(`Model "${this.id}: Ignoring constant supplied for unknown attribute "${r}"`)()}this.setNeedsRedraw("constants")}_areBindingsLoading(){for(let t of Object.values(this.bindings))if(t instanceof Te&&!t.isReady)return t.id;for(let t of Object.values(this.material?.bindings||{}))if(t instanceof Te&&!t.isReady)return t.id;return!1}_getBindings(){let t={};for(let[e,r]of Object.entries(this.bindings))r instanceof Te?r.isReady&&(t[e]=r.texture):t[e]=r;return t}_getBindGroups(){let t=this.pipeline?.shaderLayout||this.props.shaderLayout||{bindings:[]},e=t.bindings.length?hl(t,this._getBindings()):{0:this._getBindings()};if(!this.material)return e;for(let[r,n]of Object.entries(this.material.getBindingsByGroup())){let o=Number(r);e[o]={...e[o]||{},...n}}return e}_getBindGroupCacheKeys(){let t=this.material?.getBindGroupCacheKey(3);return t?{3:t}:{}}_getBindingsUpdateTimestamp(){let t=0;for(let e of Object.values(this.bindings))e instanceof cl?t=Math.max(t,e.texture.updateTimestamp):e instanceof U||e instanceof W?t=Math.max(t,e.updateTimestamp):e instanceof Te?t=e.texture?Math.max(t,e.texture.updateTimestamp):1/0:e instanceof mn||(t=Math.max(t,e.buffer.updateTimestamp));return Math.max(t,this.material?.getBindingsUpdateTimestamp()||0)}_setGeometryAttributes(t){let e={...t.attributes};for(let[r]of Object.entries(e))!this.pipeline.shaderLayout.attributes.find(n=>n.name===r)&&r!=="positions"&&delete e[r];this.vertexCount=t.vertexCount,this.setIndexBuffer(t.indices||null),this.setAttributes(t.attributes,{disableWarnings:!0}),this.setAttributes(e,{disableWarnings:this.props.disableWarnings}),this.setNeedsRedraw("geometry attributes")}_setPipelineNeedsUpdate(t){this._pipelineNeedsUpdate||=t,this.setNeedsRedraw(t)}_updatePipeline(){if(this._pipelineNeedsUpdate){let t=null,e=null;this.pipeline&&(N.log(1,`Model ${this.id}: Recreating pipeline because "${this._pipelineNeedsUpdate}".`)(),t=this.pipeline.vs,e=this.pipeline.fs),this._pipelineNeedsUpdate=!1;let r=this.shaderFactory.createShader({id:`${this.id}-vertex`,stage:"vertex",source:this.source||this.vs,debugShaders:this.props.debugShaders}),n=null;this.source?n=r:this.fs&&(n=this.shaderFactory.createShader({id:`${this.id}-fragment`,stage:"fragment",source:this.source||this.fs,debugShaders:this.props.debugShaders})),this.pipeline=this.pipelineFactory.createRenderPipeline({...this.props,bindings:void 0,bufferLayout:this.bufferLayout,topology:this.topology,parameters:this.parameters,bindGroups:this._getBindGroups(),vs:r,fs:n}),this._attributeInfos=dl(this.pipeline.shaderLayout,this.bufferLayout),t&&this.shaderFactory.release(t),e&&e!==t&&this.shaderFactory.release(e)}return this.pipeline}_lastLogTime=0;_logOpen=!1;_logDrawCallStart(){let t=N.level>3?0:ab;N.level<2||Date.now()-this._lastLogTime<t||(this._lastLogTime=Date.now(),this._logOpen=!0,N.group(re,`>>> DRAWING MODEL ${this.id}`,{collapsed:N.level<=2})())}_logDrawCallEnd(){if(this._logOpen){let t=Bh(this.pipeline.shaderLayout,this.id);N.table(re,t)();let e=this.shaderInputs.getDebugTable();N.table(re,e)();let r=this._getAttributeDebugTable();N.table(re,this._attributeInfos)(),N.table(re,r)(),N.groupEnd(re)(),this._logOpen=!1}}_drawCount=0;_logFramebuffer(t){let e=this.device.props.debugFramebuffers;if(this._drawCount++,!e)return;let r=t.props.framebuffer;Vh(t,r,{id:r?.id||`${this.id}-framebuffer`,minimap:!0})}_getAttributeDebugTable(){let t={};for(let[e,r]of Object.entries(this._attributeInfos)){let n=this.vertexArray.attributes[r.location];t[r.location]={name:e,type:r.shaderType,values:n?this._getBufferOrConstantValues(n,r.bufferDataType):"null"}}if(this.vertexArray.indexBuffer){let{indexBuffer:e}=this.vertexArray,r=e.indexType==="uint32"?new Uint32Array(e.debugData):new Uint16Array(e.debugData);t.indices={name:"indices",type:e.indexType,values:r.toString()}}return t}_getBufferOrConstantValues(t,e){let r=Pi.getTypedArrayConstructor(e);return(t instanceof U?new r(t.debugData):t).toString()}_getNonMaterialBindings(t){if(!this.material)return t;let e={};for(let[r,n]of Object.entries(t))this.material.ownsBinding(r)||(e[r]=n);return e}};function cb(i){return{type:i.type,shaderLanguage:i.info.shadingLanguage,shaderLanguageVersion:i.info.shadingLanguageVersion,gpu:i.info.gpu,features:i.features}}var ne=class i{device;model;transformFeedback;static defaultProps={...K.defaultProps,outputs:void 0,feedbackBuffers:void 0};static isSupported(t){return t?.info?.type==="webgl"}constructor(t,e=i.defaultProps){if(!i.isSupported(t))throw new Error("BufferTransform not yet implemented on WebGPU");this.device=t,this.model=new K(this.device,{id:e.id||"buffer-transform-model",fs:e.fs||ra(),topology:e.topology||"point-list",varyings:e.outputs||e.varyings,...e}),this.transformFeedback=this.device.createTransformFeedback({layout:this.model.pipeline.shaderLayout,buffers:e.feedbackBuffers}),this.model.setTransformFeedback(this.transformFeedback),Object.seal(this)}destroy(){this.model&&this.model.destroy()}delete(){this.destroy()}run(t){t?.inputBuffers&&this.model.setAttributes(t.inputBuffers),t?.outputBuffers&&this.transformFeedback.setBuffers(t.outputBuffers);let e=this.device.beginRenderPass(t);this.model.draw(e),e.end()}getBuffer(t){return this.transformFeedback.getBuffer(t)}readAsync(t){let e=this.getBuffer(t);if(!e)throw new Error("BufferTransform#getBuffer");if(e instanceof U)return e.readAsync();let{buffer:r,byteOffset:n=0,byteLength:o=r.byteLength}=e;return r.readAsync(n,o)}};var nt=class{id;topology;vertexCount;indices;attributes;userData={};constructor(t){let{attributes:e={},indices:r=null,vertexCount:n=null}=t;this.id=t.id||ie("geometry"),this.topology=t.topology,r&&(this.indices=ArrayBuffer.isView(r)?{value:r,size:1}:r),this.attributes={};for(let[o,s]of Object.entries(e)){let a=ArrayBuffer.isView(s)?{value:s}:s;if(!ArrayBuffer.isView(a.value))throw new Error(`${this._print(o)}: must be typed array or object with value as typed array`);if((o==="POSITION"||o==="positions")&&!a.size&&(a.size=3),o==="indices"){if(this.indices)throw new Error("Multiple indices detected");this.indices=a}else this.attributes[o]=a}this.indices&&this.indices.isIndexed!==void 0&&(this.indices=Object.assign({},this.indices),delete this.indices.isIndexed),this.vertexCount=n||this._calculateVertexCount(this.attributes,this.indices)}getVertexCount(){return this.vertexCount}getAttributes(){return this.indices?{indices:this.indices,...this.attributes}:this.attributes}_print(t){return`Geometry ${this.id} attribute ${t}`}_setAttributes(t,e){return this}_calculateVertexCount(t,e){if(e)return e.value.length;let r=1/0;for(let n of Object.values(t)){let{value:o,size:s,constant:a}=n;!a&&o&&s!==void 0&&s>=1&&(r=Math.min(r,o.length/s))}return r}};var lb={blendColorOperation:"add",blendColorSrcFactor:"one",blendColorDstFactor:"zero",blendAlphaOperation:"add",blendAlphaSrcFactor:"constant",blendAlphaDstFactor:"zero"},Me=class extends Wt{constructor(){super(...arguments),this._colorEncoderState=null}render(t){return"pickingFBO"in t?this._drawPickingBuffer(t):{decodePickingColor:null,stats:super._render(t)}}_drawPickingBuffer({layers:t,layerFilter:e,views:r,viewports:n,onViewportActive:o,pickingFBO:s,deviceRect:{x:a,y:c,width:l,height:f},cullRect:u,effects:h,pass:d="picking",pickZ:p,shaderModuleProps:m,clearColor:g}){this.pickZ=p;let x=this._resetColorEncoder(p),v=[a,c,l,f],y=super._render({target:s,layers:t,layerFilter:e,views:r,viewports:n,onViewportActive:o,cullRect:u,effects:h?.filter(w=>w.useInPicking),pass:d,isPicking:!0,shaderModuleProps:m,clearColor:g??[0,0,0,0],colorMask:15,scissorRect:v});return this._colorEncoderState=null,{decodePickingColor:x&&fb.bind(null,x),stats:y}}shouldDrawLayer(t){let{pickable:e,operation:r}=t.props;return e&&r.includes("draw")||r.includes("terrain")||r.includes("mask")}getShaderModuleProps(t,e,r){return{picking:{isActive:1,isAttribute:this.pickZ},lighting:{enabled:!1}}}getLayerParameters(t,e,r){let n={...t.props.parameters},{pickable:o,operation:s}=t.props;return this._colorEncoderState?o&&s.includes("draw")?(Object.assign(n,lb),n.blend=!0,this.device.type==="webgpu"?n.blendConstant=Qh(this._colorEncoderState,t,r):n.blendColor=Qh(this._colorEncoderState,t,r),s.includes("terrain")&&t.state?._hasPickingCover&&(n.blendAlphaSrcFactor="one")):s.includes("terrain")&&(n.blend=!1):n.blend=!1,n}_resetColorEncoder(t){return this._colorEncoderState=t?null:{byLayer:new Map,byAlpha:[]},this._colorEncoderState}};function Qh(i,t,e){let{byLayer:r,byAlpha:n}=i,o,s=r.get(t);return s?(s.viewports.push(e),o=s.a):(o=r.size+1,o<=255?(s={a:o,layer:t,viewports:[e]},r.set(t,s),n[o]=s):(T.warn("Too many pickable layers, only picking the first 255")(),o=0)),[0,0,0,o/255]}function fb(i,t){let e=i.byAlpha[t[3]];return e&&{pickedLayer:e.layer,pickedViewports:e.viewports,pickedObjectIndex:e.layer.decodePickingColor(t)}}var oe={NO_STATE:"Awaiting state",MATCHED:"Matched. State transferred from previous layer",INITIALIZED:"Initialized",AWAITING_GC:"Discarded. Awaiting garbage collection",AWAITING_FINALIZATION:"No longer matched. Awaiting garbage collection",FINALIZED:"Finalized! Awaiting garbage collection"},ui=Symbol.for("component"),_t=Symbol.for("propTypes"),_o=Symbol.for("deprecatedProps"),Gt=Symbol.for("asyncPropDefaults"),zt=Symbol.for("asyncPropOriginal"),St=Symbol.for("asyncPropResolved");function hi(i,t=()=>!0){return Array.isArray(i)?td(i,t,[]):t(i)?[i]:[]}function td(i,t,e){let r=-1;for(;++r<i.length;){let n=i[r];Array.isArray(n)?td(n,t,e):t(n)&&e.push(n)}return e}function ed({target:i,source:t,start:e=0,count:r=1}){let n=t.length,o=r*n,s=0;for(let a=e;s<n;s++)i[a++]=t[s];for(;s<o;)s<o-s?(i.copyWithin(e+s,e,e+s),s*=2):(i.copyWithin(e+s,e,e+o-s),s=o);return i}var cr=class{constructor(t,e,r){this._loadCount=0,this._subscribers=new Set,this.id=t,this.context=r,this.setData(e)}subscribe(t){this._subscribers.add(t)}unsubscribe(t){this._subscribers.delete(t)}inUse(){return this._subscribers.size>0}delete(){}getData(){return this.isLoaded?this._error?Promise.reject(this._error):this._content:this._loader.then(()=>this.getData())}setData(t,e){if(t===this._data&&!e)return;this._data=t;let r=++this._loadCount,n=t;typeof t=="string"&&(n=Jt(t)),n instanceof Promise?(this.isLoaded=!1,this._loader=n.then(o=>{this._loadCount===r&&(this.isLoaded=!0,this._error=void 0,this._content=o)}).catch(o=>{this._loadCount===r&&(this.isLoaded=!0,this._error=o||!0)})):(this.isLoaded=!0,this._error=void 0,this._content=t);for(let o of this._subscribers)o.onChange(this.getData())}};var lr=class{constructor(t){this.protocol=t.protocol||"resource://",this._context={device:t.device,gl:t.device?.gl,resourceManager:this},this._resources={},this._consumers={},this._pruneRequest=null}contains(t){return t.startsWith(this.protocol)?!0:t in this._resources}add({resourceId:t,data:e,forceUpdate:r=!1,persistent:n=!0}){let o=this._resources[t];o?o.setData(e,r):(o=new cr(t,e,this._context),this._resources[t]=o),o.persistent=n}remove(t){let e=this._resources[t];e&&(e.delete(),delete this._resources[t])}unsubscribe({consumerId:t}){let e=this._consumers[t];if(e){for(let r in e){let n=e[r],o=this._resources[n.resourceId];o&&o.unsubscribe(n)}delete this._consumers[t],this.prune()}}subscribe({resourceId:t,onChange:e,consumerId:r,requestId:n="default"}){let{_resources:o,protocol:s}=this;t.startsWith(s)&&(t=t.replace(s,""),o[t]||this.add({resourceId:t,data:null,persistent:!1}));let a=o[t];if(this._track(r,n,a,e),a)return a.getData()}prune(){this._pruneRequest||(this._pruneRequest=setTimeout(()=>this._prune(),0))}finalize(){for(let t in this._resources)this._resources[t].delete()}_track(t,e,r,n){let o=this._consumers,s=o[t]=o[t]||{},a=s[e],c=a&&a.resourceId&&this._resources[a.resourceId];c&&(c.unsubscribe(a),this.prune()),r&&(a?(a.onChange=n,a.resourceId=r.id):a={onChange:n,resourceId:r.id},s[e]=a,r.subscribe(a))}_prune(){this._pruneRequest=null;for(let t of Object.keys(this._resources)){let e=this._resources[t];!e.persistent&&!e.inUse()&&(e.delete(),delete this._resources[t])}}};var ub="layerManager.setLayers",hb="layerManager.activateViewport",fr=class{constructor(t,e){this._lastRenderedLayers=[],this._needsRedraw=!1,this._needsUpdate=!1,this._nextLayers=null,this._debug=!1,this._defaultShaderModulesChanged=!1,this.activateViewport=a=>{G(hb,this,a),a&&(this.context.viewport=a)};let{deck:r,stats:n,viewport:o,timeline:s}=e||{};this.layers=[],this.resourceManager=new lr({device:t,protocol:"deck://"}),this.context={mousePosition:null,userData:{},layerManager:this,device:t,gl:t?.gl,deck:r,shaderAssembler:Sh(t?.info?.shadingLanguage||"glsl"),defaultShaderModules:[Ua],renderPass:void 0,stats:n||new Fe({id:"deck.gl"}),viewport:o||new li({id:"DEFAULT-INITIAL-VIEWPORT"}),timeline:s||new Se,resourceManager:this.resourceManager,onError:void 0},Object.seal(this)}finalize(){this.resourceManager.finalize();for(let t of this.layers)this._finalizeLayer(t)}needsRedraw(t={clearRedrawFlags:!1}){let e=this._needsRedraw;t.clearRedrawFlags&&(this._needsRedraw=!1);for(let r of this.layers){let n=r.getNeedsRedraw(t);e=e||n}return e}needsUpdate(){return this._nextLayers&&this._nextLayers!==this._lastRenderedLayers?"layers changed":this._defaultShaderModulesChanged?"shader modules changed":this._needsUpdate}setNeedsRedraw(t){this._needsRedraw=this._needsRedraw||t}setNeedsUpdate(t){this._needsUpdate=this._needsUpdate||t}getLayers({layerIds:t}={}){return t?this.layers.filter(e=>t.find(r=>e.id.indexOf(r)===0)):this.layers}setProps(t){"debug"in t&&(this._debug=t.debug),"userData"in t&&(this.context.userData=t.userData),"layers"in t&&(this._nextLayers=t.layers),"onError"in t&&(this.context.onError=t.onError)}setLayers(t,e){G(ub,this,e,t),this._lastRenderedLayers=t;let r=hi(t,Boolean);for(let n of r)n.context=this.context;this._updateLayers(this.layers,r)}updateLayers(){let t=this.needsUpdate();t&&(this.setNeedsRedraw(`updating layers: ${t}`),this.setLayers(this._nextLayers||this._lastRenderedLayers,t)),this._nextLayers=null}addDefaultShaderModule(t){let{defaultShaderModules:e}=this.context;e.find(r=>r.name===t.name)||(e.push(t),this._defaultShaderModulesChanged=!0)}removeDefaultShaderModule(t){let{defaultShaderModules:e}=this.context,r=e.findIndex(n=>n.name===t.name);r>=0&&(e.splice(r,1),this._defaultShaderModulesChanged=!0)}_handleError(t,e,r){r.raiseError(e,`${t} of ${r}`)}_updateLayers(t,e){let r={};for(let s of t)r[s.id]?T.warn(`Multiple old layers with same id ${s.id}`)():r[s.id]=s;if(this._defaultShaderModulesChanged){for(let s of t)s.setNeedsUpdate(),s.setChangeFlags({extensionsChanged:!0});this._defaultShaderModulesChanged=!1}let n=[];this._updateSublayersRecursively(e,r,n),this._finalizeOldLayers(r);let o=!1;for(let s of n)if(s.hasUniformTransition()){o=`Uniform transition in ${s}`;break}this._needsUpdate=o,this.layers=n}_updateSublayersRecursively(t,e,r){for(let n of t){n.context=this.context;let o=e[n.id];o===null&&T.warn(`Multiple new layers with same id ${n.id}`)(),e[n.id]=null;let s=null;try{this._debug&&o!==n&&n.validateProps(),o?(this._transferLayerState(o,n),this._updateLayer(n)):this._initializeLayer(n),r.push(n),s=n.isComposite?n.getSubLayers():null}catch(a){this._handleError("matching",a,n)}s&&this._updateSublayersRecursively(s,e,r)}}_finalizeOldLayers(t){for(let e in t){let r=t[e];r&&this._finalizeLayer(r)}}_initializeLayer(t){try{t._initialize(),t.lifecycle=oe.INITIALIZED}catch(e){this._handleError("initialization",e,t)}}_transferLayerState(t,e){e._transferState(t),e.lifecycle=oe.MATCHED,e!==t&&(t.lifecycle=oe.AWAITING_GC)}_updateLayer(t){try{t._update()}catch(e){this._handleError("update",e,t)}}_finalizeLayer(t){this._needsRedraw=this._needsRedraw||`finalized ${t}`,t.lifecycle=oe.AWAITING_FINALIZATION;try{t._finalize(),t.lifecycle=oe.FINALIZED}catch(e){this._handleError("finalization",e,t)}}};function H(i,t,e){if(i===t)return!0;if(!e||!i||!t)return!1;if(Array.isArray(i)){if(!Array.isArray(t)||i.length!==t.length)return!1;for(let r=0;r<i.length;r++)if(!H(i[r],t[r],e-1))return!1;return!0}if(Array.isArray(t))return!1;if(typeof i=="object"&&typeof t=="object"){let r=Object.keys(i),n=Object.keys(t);if(r.length!==n.length)return!1;for(let o of r)if(!t.hasOwnProperty(o)||!H(i[o],t[o],e-1))return!1;return!0}return!1}var ur=class{constructor(t){this.views=[],this.width=100,this.height=100,this.viewState={},this.controllers={},this.timeline=t.timeline,this._viewports=[],this._viewportMap={},this._isUpdating=!1,this._needsRedraw="First render",this._needsUpdate="Initialize",this._eventManager=t.eventManager,this._eventCallbacks={onViewStateChange:t.onViewStateChange,onInteractionStateChange:t.onInteractionStateChange},this._pickPosition=t.pickPosition,Object.seal(this),this.setProps(t)}finalize(){for(let t in this.controllers){let e=this.controllers[t];e&&e.finalize()}this.controllers={}}needsRedraw(t={clearRedrawFlags:!1}){let e=this._needsRedraw;return t.clearRedrawFlags&&(this._needsRedraw=!1),e}setNeedsUpdate(t){this._needsUpdate=this._needsUpdate||t,this._needsRedraw=this._needsRedraw||t}updateViewStates(){for(let t in this.controllers){let e=this.controllers[t];e&&e.updateTransition()}}getViewports(t){return t?this._viewports.filter(e=>e.containsPixel(t)):this._viewports}getViews(){let t={};return this.views.forEach(e=>{t[e.id]=e}),t}getView(t){return this.views.find(e=>e.id===t)}getViewState(t){let e=typeof t=="string"?this.getView(t):t,r=e&&this.viewState[e.getViewStateId()]||this.viewState;return e?e.filterViewState(r):r}getViewport(t){return this._viewportMap[t]}unproject(t,e){let r=this.getViewports(),n={x:t[0],y:t[1]};for(let o=r.length-1;o>=0;--o){let s=r[o];if(s.containsPixel(n)){let a=t.slice();return a[0]-=s.x,a[1]-=s.y,s.unproject(a,e)}}return null}setProps(t){t.views&&this._setViews(t.views),t.viewState&&this._setViewState(t.viewState),("width"in t||"height"in t)&&this._setSize(t.width,t.height),"pickPosition"in t&&(this._pickPosition=t.pickPosition),this._isUpdating||this._update()}_update(){this._isUpdating=!0,this._needsUpdate&&(this._needsUpdate=!1,this._rebuildViewports()),this._needsUpdate&&(this._needsUpdate=!1,this._rebuildViewports()),this._isUpdating=!1}_setSize(t,e){(t!==this.width||e!==this.height)&&(this.width=t,this.height=e,this.setNeedsUpdate("Size changed"))}_setViews(t){t=hi(t,Boolean),this._diffViews(t,this.views)&&this.setNeedsUpdate("views changed"),this.views=t}_setViewState(t){t?(!H(t,this.viewState,3)&&this.setNeedsUpdate("viewState changed"),this.viewState=t):T.warn("missing `viewState` or `initialViewState`")()}_createController(t,e){let r=e.type;return new r({timeline:this.timeline,eventManager:this._eventManager,onViewStateChange:this._eventCallbacks.onViewStateChange,onStateChange:this._eventCallbacks.onInteractionStateChange,makeViewport:o=>this.getView(t.id)?.makeViewport({viewState:o,width:this.width,height:this.height}),pickPosition:this._pickPosition})}_updateController(t,e,r,n){let o=t.controller;if(o&&r){let s={...e,...o,id:t.id,x:r.x,y:r.y,width:r.width,height:r.height};return(!n||n.constructor!==o.type)&&(n=this._createController(t,s)),n&&n.setProps(s),n}return null}_rebuildViewports(){let{views:t}=this,e=this.controllers;this._viewports=[],this.controllers={};let r=!1;for(let n=t.length;n--;){let o=t[n],s=this.getViewState(o),a=o.makeViewport({viewState:s,width:this.width,height:this.height}),c=e[o.id],l=!!o.controller;l&&!c&&(r=!0),(r||!l)&&c&&(c.finalize(),c=null),this.controllers[o.id]=this._updateController(o,s,a,c),a&&this._viewports.unshift(a)}for(let n in e){let o=e[n];o&&!this.controllers[n]&&o.finalize()}this._buildViewportMap()}_buildViewportMap(){this._viewportMap={},this._viewports.forEach(t=>{t.id&&(this._viewportMap[t.id]=this._viewportMap[t.id]||t)})}_diffViews(t,e){return t.length!==e.length?!0:t.some((r,n)=>!t[n].equals(e[n]))}};var db=/^(?:\d+\.?\d*|\.\d+)$/;function $t(i){switch(typeof i){case"number":if(!Number.isFinite(i))throw new Error(`Could not parse position string ${i}`);return{type:"literal",value:i};case"string":try{let t=pb(i);return new wc(t).parseExpression()}catch(t){let e=t instanceof Error?t.message:String(t);throw new Error(`Could not parse position string ${i}: ${e}`)}default:throw new Error(`Could not parse position string ${i}`)}}function vc(i,t){switch(i.type){case"literal":return i.value;case"percentage":return Math.round(i.value*t);case"binary":let e=vc(i.left,t),r=vc(i.right,t);return i.operator==="+"?e+r:e-r;default:throw new Error("Unknown layout expression type")}}function Ht(i,t){return vc(i,t)}function pb(i){let t=[],e=0;for(;e<i.length;){let r=i[e];if(/\s/.test(r)){e++;continue}if(r==="+"||r==="-"||r==="("||r===")"||r==="%"){t.push({type:"symbol",value:r}),e++;continue}if(id(r)||r==="."){let n=e,o=r===".";for(e++;e<i.length;){let a=i[e];if(id(a)){e++;continue}if(a==="."&&!o){o=!0,e++;continue}break}let s=i.slice(n,e);if(!db.test(s))throw new Error("Invalid number token");t.push({type:"number",value:parseFloat(s)});continue}if(rd(r)){let n=e;for(;e<i.length&&rd(i[e]);)e++;let o=i.slice(n,e).toLowerCase();t.push({type:"word",value:o});continue}throw new Error("Invalid token in position string")}return t}var wc=class{constructor(t){this.index=0,this.tokens=t}parseExpression(){let t=this.parseBinaryExpression();if(this.index<this.tokens.length)throw new Error("Unexpected token at end of expression");return t}parseBinaryExpression(){let t=this.parseFactor(),e=this.peek();for(;gb(e);){this.index++;let r=this.parseFactor();t={type:"binary",operator:e.value,left:t,right:r},e=this.peek()}return t}parseFactor(){let t=this.peek();if(!t)throw new Error("Unexpected end of expression");if(t.type==="symbol"&&t.value==="+")return this.index++,this.parseFactor();if(t.type==="symbol"&&t.value==="-"){this.index++;let e=this.parseFactor();return{type:"binary",operator:"-",left:{type:"literal",value:0},right:e}}if(t.type==="symbol"&&t.value==="("){this.index++;let e=this.parseBinaryExpression();if(!this.consumeSymbol(")"))throw new Error("Missing closing parenthesis");return e}if(t.type==="word"&&t.value==="calc"){if(this.index++,!this.consumeSymbol("("))throw new Error("Missing opening parenthesis after calc");let e=this.parseBinaryExpression();if(!this.consumeSymbol(")"))throw new Error("Missing closing parenthesis");return e}if(t.type==="number"){this.index++;let e=t.value,r=this.peek();return r&&r.type==="symbol"&&r.value==="%"?(this.index++,{type:"percentage",value:e/100}):r&&r.type==="word"&&r.value==="px"?(this.index++,{type:"literal",value:e}):{type:"literal",value:e}}throw new Error("Unexpected token in expression")}consumeSymbol(t){let e=this.peek();return e&&e.type==="symbol"&&e.value===t?(this.index++,!0):!1}peek(){return this.tokens[this.index]||null}};function id(i){return i>="0"&&i<="9"}function rd(i){return i>="a"&&i<="z"||i>="A"&&i<="Z"}function gb(i){return!!(i&&i.type==="symbol"&&(i.value==="+"||i.value==="-"))}function nd(i,t){let e={...i};for(let r in t)r!=="id"&&(Array.isArray(e[r])&&Array.isArray(t[r])?e[r]=mb(e[r],t[r]):e[r]=t[r]);return e}function mb(i,t){i=i.slice();for(let e=0;e<t.length;e++){let r=t[e];Number.isFinite(r)&&(i[e]=r)}return i}var hr=class{constructor(t){let{id:e,x:r=0,y:n=0,width:o="100%",height:s="100%",padding:a=null}=t;this.id=e||this.constructor.displayName||"view",this.props={...t,id:this.id},this._x=$t(r),this._y=$t(n),this._width=$t(o),this._height=$t(s),this._padding=a&&{left:$t(a.left||0),right:$t(a.right||0),top:$t(a.top||0),bottom:$t(a.bottom||0)},this.equals=this.equals.bind(this),Object.seal(this)}equals(t){return this===t?!0:this.constructor===t.constructor&&H(this.props,t.props,2)}clone(t){let e=this.constructor;return new e({...this.props,...t})}makeViewport({width:t,height:e,viewState:r}){r=this.filterViewState(r);let n=this.getDimensions({width:t,height:e});if(!n.height||!n.width)return null;let o=this.getViewportType(r);return new o({...r,...this.props,...n})}getViewStateId(){let{viewState:t}=this.props;return typeof t=="string"?t:t?.id||this.id}filterViewState(t){return this.props.viewState&&typeof this.props.viewState=="object"?this.props.viewState.id?nd(t,this.props.viewState):this.props.viewState:t}getDimensions({width:t,height:e}){let r={x:Ht(this._x,t),y:Ht(this._y,e),width:Ht(this._width,t),height:Ht(this._height,e)};return this._padding&&(r.padding={left:Ht(this._padding.left,t),top:Ht(this._padding.top,e),right:Ht(this._padding.right,t),bottom:Ht(this._padding.bottom,e)}),r}get controller(){let t=this.props.controller;return t?t===!0?{type:this.ControllerType}:typeof t=="function"?{type:t}:{type:this.ControllerType,...t}:null}};var Lt=class{constructor(t){this._inProgress=!1,this._handle=null,this.time=0,this.settings={duration:0},this._timeline=t}get inProgress(){return this._inProgress}start(t){this.cancel(),this.settings=t,this._inProgress=!0,this.settings.onStart?.(this)}end(){this._inProgress&&(this._timeline.removeChannel(this._handle),this._handle=null,this._inProgress=!1,this.settings.onEnd?.(this))}cancel(){this._inProgress&&(this.settings.onInterrupt?.(this),this._timeline.removeChannel(this._handle),this._handle=null,this._inProgress=!1)}update(){if(!this._inProgress)return!1;if(this._handle===null){let{_timeline:t,settings:e}=this;this._handle=t.addChannel({delay:t.getTime(),duration:e.duration})}return this.time=this._timeline.getTime(this._handle),this._onUpdate(),this.settings.onUpdate?.(this),this._timeline.isFinished(this._handle)&&this.end(),!0}_onUpdate(){}};var od=()=>{},bc={BREAK:1,SNAP_TO_END:2,IGNORE:3},yb=i=>i,_b=bc.BREAK,dr=class{constructor(t){this._onTransitionUpdate=e=>{let{time:r,settings:{interpolator:n,startProps:o,endProps:s,duration:a,easing:c}}=e,l=c(r/a),f=n.interpolateProps(o,s,l);this.propsInTransition=this.getControllerState({...this.props,...f}).getViewportProps(),this.onViewStateChange({viewState:this.propsInTransition,oldViewState:this.props})},this.getControllerState=t.getControllerState,this.propsInTransition=null,this.transition=new Lt(t.timeline),this.onViewStateChange=t.onViewStateChange||od,this.onStateChange=t.onStateChange||od}finalize(){this.transition.cancel()}getViewportInTransition(){return this.propsInTransition}processViewStateChange(t){let e=!1,r=this.props;if(this.props=t,!r||this._shouldIgnoreViewportChange(r,t))return!1;if(this._isTransitionEnabled(t)){let n=r;if(this.transition.inProgress){let{interruption:o,endProps:s}=this.transition.settings;n={...r,...o===bc.SNAP_TO_END?s:this.propsInTransition||r}}this._triggerTransition(n,t),e=!0}else this.transition.cancel();return e}updateTransition(){this.transition.update()}_isTransitionEnabled(t){let{transitionDuration:e,transitionInterpolator:r}=t;return(e>0||e==="auto")&&!!r}_isUpdateDueToCurrentTransition(t){return this.transition.inProgress&&this.propsInTransition?this.transition.settings.interpolator.arePropsEqual(t,this.propsInTransition):!1}_shouldIgnoreViewportChange(t,e){return this.transition.inProgress?this.transition.settings.interruption===bc.IGNORE||this._isUpdateDueToCurrentTransition(e):this._isTransitionEnabled(e)?e.transitionInterpolator.arePropsEqual(t,e):!0}_triggerTransition(t,e){let r=this.getControllerState(t),n=this.getControllerState(e).shortestPathFrom(r),o=e.transitionInterpolator,s=o.getDuration?o.getDuration(t,e):e.transitionDuration;if(s===0)return;let a=o.initializeProps(t,n);this.propsInTransition={};let c={duration:s,easing:e.transitionEasing||yb,interpolator:o,interruption:e.transitionInterruption||_b,startProps:a.start,endProps:a.end,onStart:e.onTransitionStart,onUpdate:this._onTransitionUpdate,onInterrupt:this._onTransitionEnd(e.onTransitionInterrupt),onEnd:this._onTransitionEnd(e.onTransitionEnd)};this.transition.start(c),this.onStateChange({inTransition:!0}),this.updateTransition()}_onTransitionEnd(t){return e=>{this.propsInTransition=null,this.onStateChange({inTransition:!1,isZooming:!1,isPanning:!1,isRotating:!1}),t?.(e)}}};function B(i,t){if(!i)throw new Error(t||"deck.gl: assertion failed.")}var pr=class{constructor(t){let{compare:e,extract:r,required:n}=t;this._propsToCompare=e,this._propsToExtract=r||e,this._requiredProps=n}arePropsEqual(t,e){for(let r of this._propsToCompare)if(!(r in t)||!(r in e)||!jt(t[r],e[r]))return!1;return!0}initializeProps(t,e){let r={},n={};for(let o of this._propsToExtract)(o in t||o in e)&&(r[o]=t[o],n[o]=e[o]);return this._checkRequiredProps(r),this._checkRequiredProps(n),{start:r,end:n}}getDuration(t,e){return e.transitionDuration}_checkRequiredProps(t){this._requiredProps&&this._requiredProps.forEach(e=>{let r=t[e];B(Number.isFinite(r)||Array.isArray(r),`${e} is required for transition`)})}};var xo=Math.PI/180,sd=180/Math.PI,wo=6370972,di=256;function xb(){let i=di/wo,t=Math.PI/180*di;return{unitsPerMeter:[i,i,i],unitsPerMeter2:[0,0,0],metersPerUnit:[1/i,1/i,1/i],unitsPerDegree:[t,t,i],unitsPerDegree2:[0,0,0],degreesPerUnit:[1/t,1/t,1/i]}}var bo=class extends li{constructor(t={}){let{longitude:e=0,zoom:r=0,nearZMultiplier:n=.5,farZMultiplier:o=1,resolution:s=10}=t,{latitude:a=0,height:c,altitude:l=1.5,fovy:f}=t;a=Math.max(Math.min(a,Pt),-Pt),c=c||1,f?l=Pe(f):f=Vt(l);let u=Math.pow(2,r-vo(a)),h=t.nearZ??n,d=t.farZ??(l+di*2*u/c)*o,p=new q().lookAt({eye:[0,-l,0],up:[0,0,1]});p.rotateX(a*xo),p.rotateZ(-e*xo),p.scale(u/c),super({...t,height:c,viewMatrix:p,longitude:e,latitude:a,zoom:r,distanceScales:xb(),fovy:f,focalDistance:l,near:h,far:d}),this.scale=u,this.latitude=a,this.longitude=e,this.fovy=f,this.resolution=s}get projectionMode(){return Z.GLOBE}getDistanceScales(){return this.distanceScales}getBounds(t={}){let e={targetZ:t.z||0},r=this.unproject([0,this.height/2],e),n=this.unproject([this.width/2,0],e),o=this.unproject([this.width,this.height/2],e),s=this.unproject([this.width/2,this.height],e);return o[0]<this.longitude&&(o[0]+=360),r[0]>this.longitude&&(r[0]-=360),[Math.min(r[0],o[0],n[0],s[0]),Math.min(r[1],o[1],n[1],s[1]),Math.max(r[0],o[0],n[0],s[0]),Math.max(r[1],o[1],n[1],s[1])]}unproject(t,{topLeft:e=!0,targetZ:r}={}){let[n,o,s]=t,a=e?o:this.height-o,{pixelUnprojectionMatrix:c}=this,l;if(Number.isFinite(s))l=Pc(c,[n,a,s,1]);else{let d=Pc(c,[n,a,-1,1]),p=Pc(c,[n,a,1,1]),m=((r||0)/wo+1)*di,g=lt.sqrLen(lt.sub([],d,p)),x=lt.sqrLen(d),v=lt.sqrLen(p),_=4*((4*x*v-(g-x-v)**2)/16)/g,w=Math.sqrt(x-_),b=Math.sqrt(Math.max(0,m*m-_)),E=(w-b)/Math.sqrt(g);l=lt.lerp([],d,p,E)}let[f,u,h]=this.unprojectPosition(l);return Number.isFinite(s)?[f,u,h]:Number.isFinite(r)?[f,u,r]:[f,u]}projectPosition(t){let[e,r,n=0]=t,o=e*xo,s=r*xo,a=Math.cos(s),c=(n/wo+1)*di;return[Math.sin(o)*a*c,-Math.cos(o)*a*c,Math.sin(s)*c]}unprojectPosition(t){let[e,r,n]=t,o=lt.len(t),s=Math.asin(n/o),c=Math.atan2(e,-r)*sd,l=s*sd,f=(o/di-1)*wo;return[c,l,f]}projectFlat(t){return t}unprojectFlat(t){return t}panByPosition([t,e,r],n,o){let a=.25/Math.pow(2,this.zoom-vo(this.latitude)),c=t+a*(o[0]-n[0]),l=e-a*(o[1]-n[1]);l=Math.max(Math.min(l,Pt),-Pt);let f={longitude:c,latitude:l,zoom:r-vo(e)};return f.zoom+=vo(f.latitude),f}};bo.displayName="GlobeViewport";var ad=bo;function vo(i){let t=Math.PI*Math.cos(i*Math.PI/180);return Math.log2(t)}function Pc(i,t){let e=ft.transformMat4([],t,i);return ft.scale(e,e,1/e[3]),e}var vb=["longitude","latitude","zoom","bearing","pitch"],wb=["longitude","latitude","zoom"],Ae=class extends pr{constructor(t={}){let e=Array.isArray(t)?t:t.transitionProps,r=Array.isArray(t)?{}:t;r.transitionProps=Array.isArray(e)?{compare:e,required:e}:e||{compare:vb,required:wb},super(r.transitionProps),this.opts=r}initializeProps(t,e){let r=super.initializeProps(t,e),{makeViewport:n,around:o}=this.opts;if(n&&o)if(n(t)instanceof ad)T.warn("around not supported in GlobeView")();else{let a=n(t),c=n(e),l=a.unproject(o);r.start.around=o,Object.assign(r.end,{around:c.project(l),aroundPosition:l,width:e.width,height:e.height})}return r}interpolateProps(t,e,r){let n={};for(let o of this._propsToExtract)n[o]=ye(t[o]||0,e[o]||0,r);if(e.aroundPosition&&this.opts.makeViewport){let o=this.opts.makeViewport({...e,...n});Object.assign(n,o.panByPosition(e.aroundPosition,ye(t.around,e.around,r)))}return n}};var Yt={transitionDuration:0},bb=300,Po=i=>1-(1-i)*(1-i),pi={WHEEL:["wheel"],PAN:["panstart","panmove","panend"],PINCH:["pinchstart","pinchmove","pinchend"],MULTI_PAN:["multipanstart","multipanmove","multipanend"],DOUBLE_CLICK:["dblclick"],KEYBOARD:["keydown"]},Ce={},gr=class{constructor(t){this.state={},this._events={},this._interactionState={isDragging:!1},this._customEvents=[],this._eventStartBlocked=null,this._panMove=!1,this.invertPan=!1,this.dragMode="rotate",this.inertia=0,this.scrollZoom=!0,this.dragPan=!0,this.dragRotate=!0,this.doubleClickZoom=!0,this.touchZoom=!0,this.touchRotate=!1,this.keyboard=!0,this.transitionManager=new dr({...t,getControllerState:e=>new this.ControllerState(e),onViewStateChange:this._onTransition.bind(this),onStateChange:this._setInteractionState.bind(this)}),this.handleEvent=this.handleEvent.bind(this),this.eventManager=t.eventManager,this.onViewStateChange=t.onViewStateChange||(()=>{}),this.onStateChange=t.onStateChange||(()=>{}),this.makeViewport=t.makeViewport,this.pickPosition=t.pickPosition}set events(t){this.toggleEvents(this._customEvents,!1),this.toggleEvents(t,!0),this._customEvents=t,this.props&&this.setProps(this.props)}finalize(){for(let t in this._events)this._events[t]&&this.eventManager?.off(t,this.handleEvent);this.transitionManager.finalize()}handleEvent(t){this._controllerState=void 0;let e=this._eventStartBlocked;switch(t.type){case"panstart":return e?!1:this._onPanStart(t);case"panmove":return this._onPan(t);case"panend":return this._onPanEnd(t);case"pinchstart":return e?!1:this._onPinchStart(t);case"pinchmove":return this._onPinch(t);case"pinchend":return this._onPinchEnd(t);case"multipanstart":return e?!1:this._onMultiPanStart(t);case"multipanmove":return this._onMultiPan(t);case"multipanend":return this._onMultiPanEnd(t);case"dblclick":return this._onDoubleClick(t);case"wheel":return this._onWheel(t);case"keydown":return this._onKeyDown(t);default:return!1}}get controllerState(){return this._controllerState=this._controllerState||new this.ControllerState({makeViewport:this.makeViewport,...this.props,...this.state}),this._controllerState}getCenter(t){let{x:e,y:r}=this.props,{offsetCenter:n}=t;return[n.x-e,n.y-r]}isPointInBounds(t,e){let{width:r,height:n}=this.props;if(e&&e.handled)return!1;let o=t[0]>=0&&t[0]<=r&&t[1]>=0&&t[1]<=n;return o&&e&&e.stopPropagation(),o}isFunctionKeyPressed(t){let{srcEvent:e}=t;return!!(e.metaKey||e.altKey||e.ctrlKey||e.shiftKey)}isDragging(){return this._interactionState.isDragging||!1}blockEvents(t){let e=setTimeout(()=>{this._eventStartBlocked===e&&(this._eventStartBlocked=null)},t);this._eventStartBlocked=e}setProps(t){t.dragMode&&(this.dragMode=t.dragMode);let e=this.props;this.props=t,"transitionInterpolator"in t||(t.transitionInterpolator=this._getTransitionProps().transitionInterpolator),this.transitionManager.processViewStateChange(t);let{inertia:r}=t;this.inertia=Number.isFinite(r)?r:r===!0?bb:0;let{scrollZoom:n=!0,dragPan:o=!0,dragRotate:s=!0,doubleClickZoom:a=!0,touchZoom:c=!0,touchRotate:l=!1,keyboard:f=!0}=t,u=!!this.onViewStateChange;if(this.toggleEvents(pi.WHEEL,u&&n),this.toggleEvents(pi.PAN,u),this.toggleEvents(pi.PINCH,u&&(c||l)),this.toggleEvents(pi.MULTI_PAN,u&&l),this.toggleEvents(pi.DOUBLE_CLICK,u&&a),this.toggleEvents(pi.KEYBOARD,u&&f),this.scrollZoom=n,this.dragPan=o,this.dragRotate=s,this.doubleClickZoom=a,this.touchZoom=c,this.touchRotate=l,this.keyboard=f,(!e||e.height!==t.height||e.width!==t.width||e.maxBounds!==t.maxBounds)&&t.maxBounds){let d=new this.ControllerState({...t,makeViewport:this.makeViewport}),p=d.getViewportProps();Object.keys(p).some(g=>!H(p[g],t[g],1))&&this.updateViewport(d)}}updateTransition(){this.transitionManager.updateTransition()}toggleEvents(t,e){this.eventManager&&t.forEach(r=>{this._events[r]!==e&&(this._events[r]=e,e?this.eventManager.on(r,this.handleEvent):this.eventManager.off(r,this.handleEvent))})}updateViewport(t,e=null,r={}){let n={...t.getViewportProps(),...e},o=this.controllerState!==t;if(this.state=t.getState(),this._setInteractionState(r),o){let s=this.controllerState&&this.controllerState.getViewportProps();this.onViewStateChange&&this.onViewStateChange({viewState:n,interactionState:this._interactionState,oldViewState:s,viewId:this.props.id})}}_onTransition(t){this.onViewStateChange({...t,interactionState:this._interactionState,viewId:this.props.id})}_setInteractionState(t){Object.assign(this._interactionState,t),this.onStateChange(this._interactionState)}_onPanStart(t){let e=this.getCenter(t);if(!this.isPointInBounds(e,t))return!1;let r=this.isFunctionKeyPressed(t)||t.rightButton||!1;(this.invertPan||this.dragMode==="pan")&&(r=!r);let n=this.controllerState[r?"panStart":"rotateStart"]({pos:e});return this._panMove=r,this.updateViewport(n,Yt,{isDragging:!0}),!0}_onPan(t){return this.isDragging()?this._panMove?this._onPanMove(t):this._onPanRotate(t):!1}_onPanEnd(t){return this.isDragging()?this._panMove?this._onPanMoveEnd(t):this._onPanRotateEnd(t):!1}_onPanMove(t){if(!this.dragPan)return!1;let e=this.getCenter(t),r=this.controllerState.pan({pos:e});return this.updateViewport(r,Yt,{isDragging:!0,isPanning:!0}),!0}_onPanMoveEnd(t){let{inertia:e}=this;if(this.dragPan&&e&&t.velocity){let r=this.getCenter(t),n=[r[0]+t.velocityX*e/2,r[1]+t.velocityY*e/2],o=this.controllerState.pan({pos:n}).panEnd();this.updateViewport(o,{...this._getTransitionProps(),transitionDuration:e,transitionEasing:Po},{isDragging:!1,isPanning:!0})}else{let r=this.controllerState.panEnd();this.updateViewport(r,null,{isDragging:!1,isPanning:!1})}return!0}_onPanRotate(t){if(!this.dragRotate)return!1;let e=this.getCenter(t),r=this.controllerState.rotate({pos:e});return this.updateViewport(r,Yt,{isDragging:!0,isRotating:!0}),!0}_onPanRotateEnd(t){let{inertia:e}=this;if(this.dragRotate&&e&&t.velocity){let r=this.getCenter(t),n=[r[0]+t.velocityX*e/2,r[1]+t.velocityY*e/2],o=this.controllerState.rotate({pos:n}).rotateEnd();this.updateViewport(o,{...this._getTransitionProps(),transitionDuration:e,transitionEasing:Po},{isDragging:!1,isRotating:!0})}else{let r=this.controllerState.rotateEnd();this.updateViewport(r,null,{isDragging:!1,isRotating:!1})}return!0}_onWheel(t){if(!this.scrollZoom)return!1;let e=this.getCenter(t);if(!this.isPointInBounds(e,t))return!1;t.srcEvent.preventDefault();let{speed:r=.01,smooth:n=!1}=this.scrollZoom===!0?{}:this.scrollZoom,{delta:o}=t,s=2/(1+Math.exp(-Math.abs(o*r)));o<0&&s!==0&&(s=1/s);let a=n?{...this._getTransitionProps({around:e}),transitionDuration:250}:Yt,c=this.controllerState.zoom({pos:e,scale:s});return this.updateViewport(c,a,{isZooming:!0,isPanning:!0}),n||this._setInteractionState({isZooming:!1,isPanning:!1}),!0}_onMultiPanStart(t){let e=this.getCenter(t);if(!this.isPointInBounds(e,t))return!1;let r=this.controllerState.rotateStart({pos:e});return this.updateViewport(r,Yt,{isDragging:!0}),!0}_onMultiPan(t){if(!this.touchRotate||!this.isDragging())return!1;let e=this.getCenter(t);e[0]-=t.deltaX;let r=this.controllerState.rotate({pos:e});return this.updateViewport(r,Yt,{isDragging:!0,isRotating:!0}),!0}_onMultiPanEnd(t){if(!this.isDragging())return!1;let{inertia:e}=this;if(this.touchRotate&&e&&t.velocityY){let r=this.getCenter(t),n=[r[0],r[1]+=t.velocityY*e/2],o=this.controllerState.rotate({pos:n});this.updateViewport(o,{...this._getTransitionProps(),transitionDuration:e,transitionEasing:Po},{isDragging:!1,isRotating:!0}),this.blockEvents(e)}else{let r=this.controllerState.rotateEnd();this.updateViewport(r,null,{isDragging:!1,isRotating:!1})}return!0}_onPinchStart(t){let e=this.getCenter(t);if(!this.isPointInBounds(e,t))return!1;let r=this.controllerState.zoomStart({pos:e}).rotateStart({pos:e});return Ce._startPinchRotation=t.rotation,Ce._lastPinchEvent=t,this.updateViewport(r,Yt,{isDragging:!0}),!0}_onPinch(t){if(!this.touchZoom&&!this.touchRotate||!this.isDragging())return!1;let e=this.controllerState;if(this.touchZoom){let{scale:r}=t,n=this.getCenter(t);e=e.zoom({pos:n,scale:r})}if(this.touchRotate){let{rotation:r}=t;e=e.rotate({deltaAngleX:Ce._startPinchRotation-r})}return this.updateViewport(e,Yt,{isDragging:!0,isPanning:this.touchZoom,isZooming:this.touchZoom,isRotating:this.touchRotate}),Ce._lastPinchEvent=t,!0}_onPinchEnd(t){if(!this.isDragging())return!1;let{inertia:e}=this,{_lastPinchEvent:r}=Ce;if(this.touchZoom&&e&&r&&t.scale!==r.scale){let n=this.getCenter(t),o=this.controllerState.rotateEnd(),s=Math.log2(t.scale),a=(s-Math.log2(r.scale))/(t.deltaTime-r.deltaTime),c=Math.pow(2,s+a*e/2);o=o.zoom({pos:n,scale:c}).zoomEnd(),this.updateViewport(o,{...this._getTransitionProps({around:n}),transitionDuration:e,transitionEasing:Po},{isDragging:!1,isPanning:this.touchZoom,isZooming:this.touchZoom,isRotating:!1}),this.blockEvents(e)}else{let n=this.controllerState.zoomEnd().rotateEnd();this.updateViewport(n,null,{isDragging:!1,isPanning:!1,isZooming:!1,isRotating:!1})}return Ce._startPinchRotation=null,Ce._lastPinchEvent=null,!0}_onDoubleClick(t){if(!this.doubleClickZoom)return!1;let e=this.getCenter(t);if(!this.isPointInBounds(e,t))return!1;let r=this.isFunctionKeyPressed(t),n=this.controllerState.zoom({pos:e,scale:r?.5:2});return this.updateViewport(n,this._getTransitionProps({around:e}),{isZooming:!0,isPanning:!0}),this.blockEvents(100),!0}_onKeyDown(t){if(!this.keyboard)return!1;let e=this.isFunctionKeyPressed(t),{zoomSpeed:r,moveSpeed:n,rotateSpeedX:o,rotateSpeedY:s}=this.keyboard===!0?{}:this.keyboard,{controllerState:a}=this,c,l={};switch(t.srcEvent.code){case"Minus":c=e?a.zoomOut(r).zoomOut(r):a.zoomOut(r),l.isZooming=!0;break;case"Equal":c=e?a.zoomIn(r).zoomIn(r):a.zoomIn(r),l.isZooming=!0;break;case"ArrowLeft":e?(c=a.rotateLeft(o),l.isRotating=!0):(c=a.moveLeft(n),l.isPanning=!0);break;case"ArrowRight":e?(c=a.rotateRight(o),l.isRotating=!0):(c=a.moveRight(n),l.isPanning=!0);break;case"ArrowUp":e?(c=a.rotateUp(s),l.isRotating=!0):(c=a.moveUp(n),l.isPanning=!0);break;case"ArrowDown":e?(c=a.rotateDown(s),l.isRotating=!0):(c=a.moveDown(n),l.isPanning=!0);break;default:return!1}return this.updateViewport(c,this._getTransitionProps(),l),!0}_getTransitionProps(t){let{transition:e}=this;return!e||!e.transitionInterpolator?Yt:t?{...e,transitionInterpolator:new Ae({...t,...e.transitionInterpolator.opts,makeViewport:this.controllerState.makeViewport})}:e}};var mr=class{constructor(t,e,r){this.makeViewport=r,this._viewportProps=this.applyConstraints(t),this._state=e}getViewportProps(){return this._viewportProps}getState(){return this._state}};var cd=5,Pb=1.2,ld=512,fd=[[-1/0,-90],[1/0,90]];function Eo([i,t]){if(Math.abs(t)>90&&(t=Math.sign(t)*90),Number.isFinite(i)){let[r,n]=mt([i,t]);return[r,it(n,0,ld)]}let[,e]=mt([0,t]);return[i,it(e,0,ld)]}var Ec=class extends mr{constructor(t){let{width:e,height:r,latitude:n,longitude:o,zoom:s,bearing:a=0,pitch:c=0,altitude:l=1.5,position:f=[0,0,0],maxZoom:u=20,minZoom:h=0,maxPitch:d=60,minPitch:p=0,startPanLngLat:m,startZoomLngLat:g,startRotatePos:x,startRotateLngLat:v,startBearing:y,startPitch:_,startZoom:w,normalize:b=!0}=t;B(Number.isFinite(o)),B(Number.isFinite(n)),B(Number.isFinite(s));let E=t.maxBounds||(b?fd:null);super({width:e,height:r,latitude:n,longitude:o,zoom:s,bearing:a,pitch:c,altitude:l,maxZoom:u,minZoom:h,maxPitch:d,minPitch:p,normalize:b,position:f,maxBounds:E},{startPanLngLat:m,startZoomLngLat:g,startRotatePos:x,startRotateLngLat:v,startBearing:y,startPitch:_,startZoom:w},t.makeViewport),this.getAltitude=t.getAltitude}panStart({pos:t}){return this._getUpdatedState({startPanLngLat:this._unproject(t)})}pan({pos:t,startPos:e}){let r=this.getState().startPanLngLat||this._unproject(e);if(!r)return this;let o=this.makeViewport(this.getViewportProps()).panByPosition(r,t);return this._getUpdatedState(o)}panEnd(){return this._getUpdatedState({startPanLngLat:null})}rotateStart({pos:t}){let e=this.getAltitude?.(t);return this._getUpdatedState({startRotatePos:t,startRotateLngLat:e!==void 0?this._unproject3D(t,e):void 0,startBearing:this.getViewportProps().bearing,startPitch:this.getViewportProps().pitch})}rotate({pos:t,deltaAngleX:e=0,deltaAngleY:r=0}){let{startRotatePos:n,startRotateLngLat:o,startBearing:s,startPitch:a}=this.getState();if(!n||s===void 0||a===void 0)return this;let c;if(t?c=this._getNewRotation(t,n,a,s):c={bearing:s+e,pitch:a+r},o){let l=this.makeViewport({...this.getViewportProps(),...c}),f="panByPosition3D"in l?"panByPosition3D":"panByPosition";return this._getUpdatedState({...c,...l[f](o,n)})}return this._getUpdatedState(c)}rotateEnd(){return this._getUpdatedState({startRotatePos:null,startRotateLngLat:null,startBearing:null,startPitch:null})}zoomStart({pos:t}){return this._getUpdatedState({startZoomLngLat:this._unproject(t),startZoom:this.getViewportProps().zoom})}zoom({pos:t,startPos:e,scale:r}){let{startZoom:n,startZoomLngLat:o}=this.getState();if(o||(n=this.getViewportProps().zoom,o=this._unproject(e)||this._unproject(t)),!o)return this;let s=this._constrainZoom(n+Math.log2(r)),a=this.makeViewport({...this.getViewportProps(),zoom:s});return this._getUpdatedState({zoom:s,...a.panByPosition(o,t)})}zoomEnd(){return this._getUpdatedState({startZoomLngLat:null,startZoom:null})}zoomIn(t=2){return this._zoomFromCenter(t)}zoomOut(t=2){return this._zoomFromCenter(1/t)}moveLeft(t=100){return this._panFromCenter([t,0])}moveRight(t=100){return this._panFromCenter([-t,0])}moveUp(t=100){return this._panFromCenter([0,t])}moveDown(t=100){return this._panFromCenter([0,-t])}rotateLeft(t=15){return this._getUpdatedState({bearing:this.getViewportProps().bearing-t})}rotateRight(t=15){return this._getUpdatedState({bearing:this.getViewportProps().bearing+t})}rotateUp(t=10){return this._getUpdatedState({pitch:this.getViewportProps().pitch+t})}rotateDown(t=10){return this._getUpdatedState({pitch:this.getViewportProps().pitch-t})}shortestPathFrom(t){let e=t.getViewportProps(),r={...this.getViewportProps()},{bearing:n,longitude:o}=r;return Math.abs(n-e.bearing)>180&&(r.bearing=n<0?n+360:n-360),Math.abs(o-e.longitude)>180&&(r.longitude=o<0?o+360:o-360),r}applyConstraints(t){let{maxPitch:e,minPitch:r,pitch:n,longitude:o,bearing:s,normalize:a,maxBounds:c}=t;if(a&&((o<-180||o>180)&&(t.longitude=oc(o+180,360)-180),(s<-180||s>180)&&(t.bearing=oc(s+180,360)-180)),t.pitch=it(n,r,e),t.zoom=this._constrainZoom(t.zoom,t),c){let l=Eo(c[0]),f=Eo(c[1]),u=2**t.zoom,h=t.width/2/u,d=t.height/2/u,[p,m]=rt([l[0]+h,l[1]+d]),[g,x]=rt([f[0]-h,f[1]-d]);t.longitude=it(t.longitude,p,g),t.latitude=it(t.latitude,m,x)}return t}_constrainZoom(t,e){e||(e=this.getViewportProps());let{maxZoom:r,maxBounds:n}=e,o=n!==null&&e.width>0&&e.height>0,{minZoom:s}=e;if(o){let a=Eo(n[0]),c=Eo(n[1]),l=c[0]-a[0],f=c[1]-a[1];Number.isFinite(l)&&l>0&&(s=Math.max(s,Math.log2(e.width/l))),Number.isFinite(f)&&f>0&&(s=Math.max(s,Math.log2(e.height/f))),s>r&&(s=r)}return it(t,s,r)}_zoomFromCenter(t){let{width:e,height:r}=this.getViewportProps();return this.zoom({pos:[e/2,r/2],scale:t})}_panFromCenter(t){let{width:e,height:r}=this.getViewportProps();return this.pan({startPos:[e/2,r/2],pos:[e/2+t[0],r/2+t[1]]})}_getUpdatedState(t){return new this.constructor({makeViewport:this.makeViewport,...this.getViewportProps(),...this.getState(),...t})}_unproject(t){let e=this.makeViewport(this.getViewportProps());return t&&e.unproject(t)}_unproject3D(t,e){return this.makeViewport(this.getViewportProps()).unproject(t,{targetZ:e})}_getNewRotation(t,e,r,n){let o=t[0]-e[0],s=t[1]-e[1],a=t[1],c=e[1],{width:l,height:f}=this.getViewportProps(),u=o/l,h=0;s>0?Math.abs(f-c)>cd&&(h=s/(c-f)*Pb):s<0&&c>cd&&(h=1-a/c),h=it(h,-1,1);let{minPitch:d,maxPitch:p}=this.getViewportProps(),m=n+180*u,g=r;return h>0?g=r+h*(p-r):h<0&&(g=r-h*(d-r)),{pitch:g,bearing:m}}},yr=class extends gr{constructor(){super(...arguments),this.ControllerState=Ec,this.transition={transitionDuration:300,transitionInterpolator:new Ae({transitionProps:{compare:["longitude","latitude","zoom","bearing","pitch","position"],required:["longitude","latitude","zoom"]}})},this.dragMode="pan",this.rotationPivot="center",this._getAltitude=t=>{if(this.rotationPivot==="2d")return 0;if(this.rotationPivot==="3d"&&this.pickPosition){let{x:e,y:r}=this.props,n=this.pickPosition(e+t[0],r+t[1]);if(n&&n.coordinate&&n.coordinate.length>=3)return n.coordinate[2]}}}setProps(t){"rotationPivot"in t&&(this.rotationPivot=t.rotationPivot||"center"),t.getAltitude=this._getAltitude,t.position=t.position||[0,0,0],t.maxBounds=t.maxBounds||(t.normalize===!1?null:fd),super.setProps(t)}updateViewport(t,e=null,r={}){let n=t.getState();r.isDragging&&n.startRotateLngLat?r={...r,rotationPivotPosition:n.startRotateLngLat}:r.isDragging===!1&&(r={...r,rotationPivotPosition:void 0}),super.updateViewport(t,e,r)}};var So=class extends hr{constructor(t={}){super(t)}getViewportType(){return Ee}get ControllerType(){return yr}};So.displayName="MapView";var _r=So;var Eb=new si;function Sb(i,t){let e=i.order??1/0,r=t.order??1/0;return e-r}var xr=class{constructor(t){this._resolvedEffects=[],this._defaultEffects=[],this.effects=[],this._context=t,this._needsRedraw="Initial render",this._setEffects([])}addDefaultEffect(t){let e=this._defaultEffects;if(!e.find(r=>r.id===t.id)){let r=e.findIndex(n=>Sb(n,t)>0);r<0?e.push(t):e.splice(r,0,t),t.setup(this._context),this._setEffects(this.effects)}}setProps(t){"effects"in t&&(H(t.effects,this.effects,1)||this._setEffects(t.effects))}needsRedraw(t={clearRedrawFlags:!1}){let e=this._needsRedraw;return t.clearRedrawFlags&&(this._needsRedraw=!1),e}getEffects(){return this._resolvedEffects}_setEffects(t){let e={};for(let n of this.effects)e[n.id]=n;let r=[];for(let n of t){let o=e[n.id],s=n;o&&o!==n?o.setProps?(o.setProps(n.props),s=o):o.cleanup(this._context):o||n.setup(this._context),r.push(s),delete e[n.id]}for(let n in e)e[n].cleanup(this._context);this.effects=r,this._resolvedEffects=r.concat(this._defaultEffects),t.some(n=>n instanceof si)||this._resolvedEffects.push(Eb),this._needsRedraw="effects changed"}finalize(){for(let t of this._resolvedEffects)t.cleanup(this._context);this.effects.length=0,this._resolvedEffects.length=0,this._defaultEffects.length=0}};var vr=class extends Wt{shouldDrawLayer(t){let{operation:e}=t.props;return e.includes("draw")||e.includes("terrain")}render(t){return this._render(t)}};var Lb="deckRenderer.renderLayers",wr=class{constructor(t,e={}){this.device=t,this.stats=e.stats,this.layerFilter=null,this.drawPickingColors=!1,this.drawLayersPass=new vr(t),this.pickLayersPass=new Me(t),this.renderCount=0,this._needsRedraw="Initial render",this.renderBuffers=[],this.lastPostProcessEffect=null}setProps(t){this.layerFilter!==t.layerFilter&&(this.layerFilter=t.layerFilter,this._needsRedraw="layerFilter changed"),this.drawPickingColors!==t.drawPickingColors&&(this.drawPickingColors=t.drawPickingColors,this._needsRedraw="drawPickingColors changed")}renderLayers(t){if(!t.viewports.length)return;let e=this.drawPickingColors?this.pickLayersPass:this.drawLayersPass,r={layerFilter:this.layerFilter,isPicking:this.drawPickingColors,...t};r.effects&&this._preRender(r.effects,r);let n=this.lastPostProcessEffect?this.renderBuffers[0]:r.target;this.lastPostProcessEffect&&(r.clearColor=[0,0,0,0],r.clearCanvas=!0);let o=e.render({...r,target:n}),s="stats"in o?o.stats:o;r.effects&&(this.lastPostProcessEffect&&(r.clearCanvas=t.clearCanvas===void 0?!0:t.clearCanvas),this._postRender(r.effects,r)),this.renderCount++,G(Lb,this,s,t),this._updateStats(s)}needsRedraw(t={clearRedrawFlags:!1}){let e=this._needsRedraw;return t.clearRedrawFlags&&(this._needsRedraw=!1),e}finalize(){let{renderBuffers:t}=this;for(let e of t)e.delete();t.length=0}_updateStats(t){if(!this.stats)return;let e=0;for(let{visibleCount:r}of t)e+=r;this.stats.get("Layers rendered").addCount(e)}_preRender(t,e){this.lastPostProcessEffect=null,e.preRenderStats=e.preRenderStats||{};for(let r of t)e.preRenderStats[r.id]=r.preRender(e),r.postRender&&(this.lastPostProcessEffect=r.id);this.lastPostProcessEffect&&this._resizeRenderBuffers()}_resizeRenderBuffers(){let{renderBuffers:t}=this,e=this.device.canvasContext.getDrawingBufferSize(),[r,n]=e;t.length===0&&[0,1].map(o=>{let s=this.device.createTexture({sampler:{minFilter:"linear",magFilter:"linear"},width:r,height:n});t.push(this.device.createFramebuffer({id:`deck-renderbuffer-${o}`,colorAttachments:[s]}))});for(let o of t)o.resize(e)}_postRender(t,e){let{renderBuffers:r}=this,n={...e,inputBuffer:r[0],swapBuffer:r[1]};for(let o of t)if(o.postRender){n.target=o.id===this.lastPostProcessEffect?e.target:void 0;let s=o.postRender(n);n.inputBuffer=s,n.swapBuffer=s===r[0]?r[1]:r[0]}}};var Tb={pickedColor:null,pickedObjectIndex:-1};function Sc({pickedColors:i,decodePickingColor:t,deviceX:e,deviceY:r,deviceRadius:n,deviceRect:o}){let{x:s,y:a,width:c,height:l}=o,f=n*n,u=-1,h=0;for(let d=0;d<l;d++){let p=d+a-r,m=p*p;if(m>f)h+=4*c;else for(let g=0;g<c;g++){if(i[h+3]-1>=0){let v=g+s-e,y=v*v+m;y<=f&&(f=y,u=h)}h+=4}}if(u>=0){let d=i.slice(u,u+4),p=t(d);if(p){let m=Math.floor(u/4/c),g=u/4-m*c;return{...p,pickedColor:d,pickedX:s+g,pickedY:a+m}}T.error("Picked non-existent layer. Is picking buffer corrupt?")()}return Tb}function Lc({pickedColors:i,decodePickingColor:t}){let e=new Map;if(i){for(let r=0;r<i.length;r+=4)if(i[r+3]-1>=0){let o=i.slice(r,r+4),s=o.join(",");if(!e.has(s)){let a=t(o);a?e.set(s,{...a,color:o}):T.error("Picked non-existent layer. Is picking buffer corrupt?")()}}}return Array.from(e.values())}function Lo({pickInfo:i,viewports:t,pixelRatio:e,x:r,y:n,z:o}){let s=t[0];t.length>1&&(s=Mb(i?.pickedViewports||t,{x:r,y:n}));let a;if(s){let c=[r-s.x,n-s.y];o!==void 0&&(c[2]=o),a=s.unproject(c)}return{color:null,layer:null,viewport:s,index:-1,picked:!1,x:r,y:n,pixel:[r,n],coordinate:a,devicePixel:i&&"pickedX"in i?[i.pickedX,i.pickedY]:void 0,pixelRatio:e}}function Tc(i){let{pickInfo:t,lastPickedInfo:e,mode:r,layers:n}=i,{pickedColor:o,pickedLayer:s,pickedObjectIndex:a}=t,c=s?[s]:[];if(r==="hover"){let u=e.index,h=e.layerId,d=s?s.props.id:null;if(d!==h||a!==u){if(d!==h){let p=n.find(m=>m.props.id===h);p&&c.unshift(p)}e.layerId=d,e.index=a,e.info=null}}let l=Lo(i),f=new Map;return f.set(null,l),c.forEach(u=>{let h={...l};u===s&&(h.color=o,h.index=a,h.picked=!0),h=To({layer:u,info:h,mode:r});let d=h.layer;u===s&&r==="hover"&&(e.info=h),f.set(d.id,h),r==="hover"&&d.updateAutoHighlight(h)}),f}function To({layer:i,info:t,mode:e}){for(;i&&t;){let r=t.layer||null;t.sourceLayer=r,t.layer=i,t=i.getPickingInfo({info:t,mode:e,sourceLayer:r}),i=i.parent}return t}function Mb(i,t){for(let e=i.length-1;e>=0;e--){let r=i[e];if(r.containsPixel(t))return r}return i[0]}var br=class{constructor(t,e={}){this._pickable=!0,this.device=t,this.stats=e.stats,this.pickLayersPass=new Me(t),this.lastPickedInfo={index:-1,layerId:null,info:null}}setProps(t){"layerFilter"in t&&(this.layerFilter=t.layerFilter),"_pickable"in t&&(this._pickable=t._pickable)}finalize(){this.pickingFBO&&this.pickingFBO.destroy(),this.depthFBO&&this.depthFBO.destroy()}pickObjectAsync(t){return this._pickClosestObjectAsync(t)}pickObjectsAsync(t){return this._pickVisibleObjectsAsync(t)}pickObject(t){return this._pickClosestObject(t)}pickObjects(t){return this._pickVisibleObjects(t)}getLastPickedObject({x:t,y:e,layers:r,viewports:n},o=this.lastPickedInfo.info){let s=o&&o.layer&&o.layer.id,a=o&&o.viewport&&o.viewport.id,c=s?r.find(h=>h.id===s):null,l=a&&n.find(h=>h.id===a)||n[0],f=l&&l.unproject([t-l.x,e-l.y]);return{...o,...{x:t,y:e,viewport:l,coordinate:f,layer:c}}}_resizeBuffer(t=this.device.getDefaultCanvasContext()){if(!this.pickingFBO){let n=this.device.createTexture({format:"rgba8unorm",width:1,height:1,usage:W.RENDER_ATTACHMENT|W.COPY_SRC});if(this.pickingFBO=this.device.createFramebuffer({colorAttachments:[n],depthStencilAttachment:"depth16unorm"}),this.device.isTextureFormatRenderable("rgba32float")){let o=this.device.createTexture({format:"rgba32float",width:1,height:1,usage:W.RENDER_ATTACHMENT|W.COPY_SRC}),s=this.device.createFramebuffer({colorAttachments:[o],depthStencilAttachment:"depth16unorm"});this.depthFBO=s}}let[e,r]=t.getDrawingBufferSize();this.pickingFBO?.resize({width:e,height:r}),this.depthFBO?.resize({width:e,height:r})}_getPickable(t){if(this._pickable===!1)return null;let e=t.filter(r=>this.pickLayersPass.shouldDrawLayer(r)&&!r.isComposite);return e.length?e:null}async _pickClosestObjectAsync({layers:t,views:e,viewports:r,x:n,y:o,radius:s=0,depth:a=1,mode:c="query",unproject3D:l,canvasContext:f=this.device.getDefaultCanvasContext(),onViewportActive:u,effects:h}){let d=f.cssToDeviceRatio(),p=this._getPickable(t);if(!p||r.length===0)return{result:[],emptyInfo:Lo({viewports:r,x:n,y:o,pixelRatio:d})};this._resizeBuffer(f);let m=f.cssToDevicePixels([n,o],!0),g=[m.x+Math.floor(m.width/2),m.y+Math.floor(m.height/2)],x=Math.round(s*d),{width:v,height:y}=this.pickingFBO,_=this._getPickingRect({deviceX:g[0],deviceY:g[1],deviceRadius:x,deviceWidth:v,deviceHeight:y}),w={x:n-s,y:o-s,width:s*2+1,height:s*2+1},b,E=[],L=new Set;for(let S=0;S<a;S++){let P;if(_){let M=await this._drawAndSampleAsync({layers:p,views:e,viewports:r,onViewportActive:u,deviceRect:_,cullRect:w,effects:h,pass:`picking:${c}`});P=Sc({...M,deviceX:g[0],deviceY:g[1],deviceRadius:x,deviceRect:_})}else P={pickedColor:null,pickedObjectIndex:-1};let I,C=this._getDepthLayers(P,p,l);if(C.length>0){let{pickedColors:M}=await this._drawAndSampleAsync({layers:C,views:e,viewports:r,onViewportActive:u,deviceRect:{x:P.pickedX??g[0],y:P.pickedY??g[1],width:1,height:1},cullRect:w,effects:h,pass:`picking:${c}:z`},!0);M[3]&&(I=M[0])}P.pickedLayer&&S+1<a&&(L.add(P.pickedLayer),P.pickedLayer.disablePickingIndex(P.pickedObjectIndex)),b=Tc({pickInfo:P,lastPickedInfo:this.lastPickedInfo,mode:c,layers:p,viewports:r,x:n,y:o,z:I,pixelRatio:d});for(let M of b.values())M.layer&&E.push(M);if(!P.pickedColor)break}for(let S of L)S.restorePickingColors();return{result:E,emptyInfo:b.get(null)}}_pickClosestObject({layers:t,views:e,viewports:r,x:n,y:o,radius:s=0,depth:a=1,mode:c="query",unproject3D:l,canvasContext:f=this.device.getDefaultCanvasContext(),onViewportActive:u,effects:h}){let d=f.cssToDeviceRatio(),p=this._getPickable(t);if(!p||r.length===0)return{result:[],emptyInfo:Lo({viewports:r,x:n,y:o,pixelRatio:d})};this._resizeBuffer(f);let m=f.cssToDevicePixels([n,o],!0),g=[m.x+Math.floor(m.width/2),m.y+Math.floor(m.height/2)],x=Math.round(s*d),{width:v,height:y}=this.pickingFBO,_=this._getPickingRect({deviceX:g[0],deviceY:g[1],deviceRadius:x,deviceWidth:v,deviceHeight:y}),w={x:n-s,y:o-s,width:s*2+1,height:s*2+1},b,E=[],L=new Set;for(let S=0;S<a;S++){let P;if(_){let M=this._drawAndSample({layers:p,views:e,viewports:r,onViewportActive:u,deviceRect:_,cullRect:w,effects:h,pass:`picking:${c}`});P=Sc({...M,deviceX:g[0],deviceY:g[1],deviceRadius:x,deviceRect:_})}else P={pickedColor:null,pickedObjectIndex:-1};let I,C=this._getDepthLayers(P,p,l);if(C.length>0){let{pickedColors:M}=this._drawAndSample({layers:C,views:e,viewports:r,onViewportActive:u,deviceRect:{x:P.pickedX??g[0],y:P.pickedY??g[1],width:1,height:1},cullRect:w,effects:h,pass:`picking:${c}:z`},!0);M[3]&&(I=M[0])}P.pickedLayer&&S+1<a&&(L.add(P.pickedLayer),P.pickedLayer.disablePickingIndex(P.pickedObjectIndex)),b=Tc({pickInfo:P,lastPickedInfo:this.lastPickedInfo,mode:c,layers:p,viewports:r,x:n,y:o,z:I,pixelRatio:d});for(let M of b.values())M.layer&&E.push(M);if(!P.pickedColor)break}for(let S of L)S.restorePickingColors();return{result:E,emptyInfo:b.get(null)}}async _pickVisibleObjectsAsync({layers:t,views:e,viewports:r,x:n,y:o,width:s=1,height:a=1,mode:c="query",maxObjects:l=null,canvasContext:f=this.device.getDefaultCanvasContext(),onViewportActive:u,effects:h}){let d=this._getPickable(t);if(!d||r.length===0)return[];this._resizeBuffer(f);let p=f.cssToDeviceRatio(),m=f.cssToDevicePixels([n,o],!0),g=m.x,x=m.y+m.height,v=f.cssToDevicePixels([n+s,o+a],!0),y=v.x+v.width,_=v.y,w={x:g,y:_,width:y-g,height:x-_},b=await this._drawAndSampleAsync({layers:d,views:e,viewports:r,onViewportActive:u,deviceRect:w,cullRect:{x:n,y:o,width:s,height:a},effects:h,pass:`picking:${c}`}),E=Lc(b),L=new Map,S=[],P=Number.isFinite(l);for(let I=0;I<E.length&&!(P&&S.length>=l);I++){let C=E[I],M={color:C.pickedColor,layer:null,index:C.pickedObjectIndex,picked:!0,x:n,y:o,pixelRatio:p};M=To({layer:C.pickedLayer,info:M,mode:c});let R=M.layer.id;L.has(R)||L.set(R,new Set);let V=L.get(R),D=M.object??M.index;V.has(D)||(V.add(D),S.push(M))}return S}_pickVisibleObjects({layers:t,views:e,viewports:r,x:n,y:o,width:s=1,height:a=1,mode:c="query",maxObjects:l=null,canvasContext:f=this.device.getDefaultCanvasContext(),onViewportActive:u,effects:h}){let d=this._getPickable(t);if(!d||r.length===0)return[];this._resizeBuffer(f);let p=f.cssToDeviceRatio(),m=f.cssToDevicePixels([n,o],!0),g=m.x,x=m.y+m.height,v=f.cssToDevicePixels([n+s,o+a],!0),y=v.x+v.width,_=v.y,w={x:g,y:_,width:y-g,height:x-_},b=this._drawAndSample({layers:d,views:e,viewports:r,onViewportActive:u,deviceRect:w,cullRect:{x:n,y:o,width:s,height:a},effects:h,pass:`picking:${c}`}),E=Lc(b),L=new Map,S=[],P=Number.isFinite(l);for(let I=0;I<E.length&&!(P&&S.length>=l);I++){let C=E[I],M={color:C.pickedColor,layer:null,index:C.pickedObjectIndex,picked:!0,x:n,y:o,pixelRatio:p};M=To({layer:C.pickedLayer,info:M,mode:c});let R=M.layer.id;L.has(R)||L.set(R,new Set);let V=L.get(R),D=M.object??M.index;V.has(D)||(V.add(D),S.push(M))}return S}async _drawAndSampleAsync({layers:t,views:e,viewports:r,onViewportActive:n,deviceRect:o,cullRect:s,effects:a,pass:c},l=!1){let f=l?this.depthFBO:this.pickingFBO,u={layers:t,layerFilter:this.layerFilter,views:e,viewports:r,onViewportActive:n,pickingFBO:f,deviceRect:o,cullRect:s,effects:a,pass:c,pickZ:l,preRenderStats:{},isPicking:!0};for(let _ of a)_.useInPicking&&(u.preRenderStats[_.id]=_.preRender(u));let{decodePickingColor:h,stats:d}=this.pickLayersPass.render(u);this._updateStats(d);let{x:p,y:m,width:g,height:x}=o,v=f.colorAttachments[0]?.texture;if(!v)throw new Error("Picking framebuffer color attachment is missing");let y=await this._readTextureDataAsync(v,{x:p,y:m,width:g,height:x},l?Float32Array:Uint8Array);if(!l){let _=!1;for(let w=3;w<y.length;w+=4)if(y[w]!==0){_=!0;break}!_&&y.length>0&&T.warn("Async pick readback returned only zero alpha values",{deviceRect:o,bytes:Array.from(y.subarray(0,Math.min(y.length,16)))})()}return{pickedColors:y,decodePickingColor:h}}async _readTextureDataAsync(t,e,r){let{width:n,height:o}=e,s=t.computeMemoryLayout(e),a=this.device.createBuffer({byteLength:s.byteLength,usage:U.COPY_DST|U.MAP_READ});try{t.readBuffer(e,a);let c=await a.readAsync(0,s.byteLength),l=r.BYTES_PER_ELEMENT;if(s.bytesPerRow%l!==0)throw new Error(`Texture readback row stride ${s.bytesPerRow} is not aligned to ${l}-byte elements.`);let f=new r(c.buffer,c.byteOffset,s.byteLength/l),u=n*4,h=s.bytesPerRow/l;if(h<u)throw new Error(`Texture readback row stride ${h} is smaller than packed row length ${u}.`);let d=new r(n*o*4);for(let p=0;p<o;p++){let m=p*h;d.set(f.subarray(m,m+u),p*u)}return d}finally{a.destroy()}}_drawAndSample({layers:t,views:e,viewports:r,onViewportActive:n,deviceRect:o,cullRect:s,effects:a,pass:c},l=!1){let f=l?this.depthFBO:this.pickingFBO,u={layers:t,layerFilter:this.layerFilter,views:e,viewports:r,onViewportActive:n,pickingFBO:f,deviceRect:o,cullRect:s,effects:a,pass:c,pickZ:l,preRenderStats:{},isPicking:!0};for(let y of a)y.useInPicking&&(u.preRenderStats[y.id]=y.preRender(u));let{decodePickingColor:h,stats:d}=this.pickLayersPass.render(u);this._updateStats(d);let{x:p,y:m,width:g,height:x}=o,v=new(l?Float32Array:Uint8Array)(g*x*4);return this.device.readPixelsToArrayWebGL(f,{sourceX:p,sourceY:m,sourceWidth:g,sourceHeight:x,target:v}),{pickedColors:v,decodePickingColor:h}}_updateStats(t){if(!this.stats)return;let e=0;for(let{visibleCount:r}of t)e+=r;this.stats.get("Layers picked").addCount(e)}_getDepthLayers(t,e,r){if(!r||!this.depthFBO)return[];let{pickedLayer:n}=t,o=n?.state?.terrainDrawMode==="drape";return n&&!o?[n]:e.filter(s=>s.props.operation.includes("terrain"))}_getPickingRect({deviceX:t,deviceY:e,deviceRadius:r,deviceWidth:n,deviceHeight:o}){let s=Math.max(0,t-r),a=Math.max(0,e-r),c=Math.min(n,t+r+1)-s,l=Math.min(o,e+r+1)-a;return c<=0||l<=0?null:{x:s,y:a,width:c,height:l}}};var Ab={"top-left":{top:0,left:0},"top-right":{top:0,right:0},"bottom-left":{bottom:0,left:0},"bottom-right":{bottom:0,right:0},fill:{top:0,left:0,bottom:0,right:0}},Cb="top-left",ud="root",Mo=class{constructor({deck:t,parentElement:e}){this.defaultWidgets=[],this.widgets=[],this.resolvedWidgets=[],this.containers={},this.lastViewports={},this.deck=t,e?.classList.add("deck-widget-container"),this.parentElement=e}getWidgets(){return this.resolvedWidgets}setProps(t){if(t.widgets&&!H(t.widgets,this.widgets,1)){let e=t.widgets.filter(Boolean);this._setWidgets(e)}}finalize(){for(let t of this.getWidgets())this._removeWidget(t);this.defaultWidgets.length=0,this.resolvedWidgets.length=0;for(let t in this.containers)this.containers[t].remove()}addDefault(t){this.defaultWidgets.find(e=>e.id===t.id)||(this._addWidget(t),this.defaultWidgets.push(t),this._setWidgets(this.widgets))}onRedraw({viewports:t,layers:e}){let r=t.reduce((n,o)=>(n[o.id]=o,n),{});for(let n of this.getWidgets()){let{viewId:o}=n;if(o){let s=r[o];s&&(n.onViewportChange&&n.onViewportChange(s),n.onRedraw?.({viewports:[s],layers:e}))}else{if(n.onViewportChange)for(let s of t)n.onViewportChange(s);n.onRedraw?.({viewports:t,layers:e})}}this.lastViewports=r,this._updateContainers()}onHover(t,e){for(let r of this.getWidgets()){let{viewId:n}=r;(!n||n===t.viewport?.id)&&r.onHover?.(t,e)}}onEvent(t,e){let r=ei[e.type];if(r)for(let n of this.getWidgets()){let{viewId:o}=n;(!o||o===t.viewport?.id)&&n[r]?.(t,e)}}_setWidgets(t){let e={};for(let r of this.resolvedWidgets)e[r.id]=r;this.resolvedWidgets.length=0;for(let r of this.defaultWidgets)e[r.id]=null,this.resolvedWidgets.push(r);for(let r of t){let n=e[r.id];n?n.viewId!==r.viewId||n.placement!==r.placement?(this._removeWidget(n),this._addWidget(r)):r!==n&&(n.setProps(r.props),r=n):this._addWidget(r),e[r.id]=null,this.resolvedWidgets.push(r)}for(let r in e){let n=e[r];n&&this._removeWidget(n)}this.widgets=t}_addWidget(t){let{viewId:e=null,placement:r=Cb}=t,n=t.props._container??e;t.widgetManager=this,t.deck=this.deck,t.rootElement=t._onAdd({deck:this.deck,viewId:e}),t.rootElement&&this._getContainer(n,r).append(t.rootElement),t.updateHTML()}_removeWidget(t){t.onRemove?.(),t.rootElement&&t.rootElement.remove(),t.rootElement=void 0,t.deck=void 0,t.widgetManager=void 0}_getContainer(t,e){if(t&&typeof t!="string")return t;let r=t||ud,n=this.containers[r];n||(n=document.createElement("div"),n.style.pointerEvents="none",n.style.position="absolute",n.style.overflow="hidden",this.parentElement?.append(n),this.containers[r]=n);let o=n.querySelector(`.${e}`);return o||(o=globalThis.document.createElement("div"),o.className=e,o.style.position="absolute",o.style.zIndex="2",Object.assign(o.style,Ab[e]),n.append(o)),o}_updateContainers(){let t=this.deck.width,e=this.deck.height;for(let r in this.containers){let n=this.lastViewports[r]||null,o=r===ud||n,s=this.containers[r];o?(s.style.display="block",s.style.left=`${n?n.x:0}px`,s.style.top=`${n?n.y:0}px`,s.style.width=`${n?n.width:t}px`,s.style.height=`${n?n.height:e}px`):s.style.display="none"}}};function Mc(i,t){t&&Object.entries(t).map(([e,r])=>{e.startsWith("--")?i.style.setProperty(e,r):i.style[e]=r})}function hd(i,t){t&&Object.keys(t).map(e=>{e.startsWith("--")?i.style.removeProperty(e):i.style[e]=""})}var gi=class{constructor(t){this.viewId=null,this.props={...this.constructor.defaultProps,...t},this.id=this.props.id}setProps(t){let e=this.props,r=this.rootElement;r&&e.className!==t.className&&(e.className&&r.classList.remove(e.className),t.className&&r.classList.add(t.className)),r&&!H(e.style,t.style,1)&&(hd(r,e.style),Mc(r,t.style)),Object.assign(this.props,t),this.updateHTML()}updateHTML(){this.rootElement&&this.onRenderHTML(this.rootElement)}get viewIds(){return this.viewId?[this.viewId]:this.deck?.getViews().map(t=>t.id)??[]}getViewState(t){return this.deck?.viewManager?.getViewState(t)||{}}setViewState(t,e){this.deck?._onViewStateChange({viewId:t,viewState:e,interactionState:{}})}onCreateRootElement(){let t=["deck-widget",this.className,this.props.className],e=document.createElement("div");return t.filter(r=>typeof r=="string"&&r.length>0).forEach(r=>e.classList.add(r)),Mc(e,this.props.style),e}_onAdd(t){return this.onAdd(t)??this.onCreateRootElement()}onAdd(t){}onRemove(){}onViewportChange(t){}onRedraw(t){}onHover(t,e){}onClick(t,e){}onDrag(t,e){}onDragStart(t,e){}onDragEnd(t,e){}};gi.defaultProps={id:"widget",style:{},_container:null,className:""};var Ob={zIndex:"1",position:"absolute",pointerEvents:"none",color:"#a0a7b4",backgroundColor:"#29323c",padding:"10px",top:"0",left:"0",display:"none"},Pr=class extends gi{constructor(t={}){super(t),this.id="default-tooltip",this.placement="fill",this.className="deck-tooltip",this.isVisible=!1,this.setProps(t)}onCreateRootElement(){let t=document.createElement("div");return t.className=this.className,Object.assign(t.style,Ob),t}onRenderHTML(t){}onViewportChange(t){this.isVisible&&t.id===this.lastViewport?.id&&!t.equals(this.lastViewport)&&this.setTooltip(null),this.lastViewport=t}onHover(t){let{deck:e}=this,r=e&&e.props.getTooltip;if(!r)return;let n=r(t);this.setTooltip(n,t.x,t.y)}setTooltip(t,e,r){let n=this.rootElement;if(n){if(typeof t=="string")n.innerText=t;else if(t)t.text&&(n.innerText=t.text),t.html&&(n.innerHTML=t.html),t.className&&(n.className=t.className);else{this.isVisible=!1,n.style.display="none";return}this.isVisible=!0,n.style.display="block",n.style.transform=`translate(${e}px, ${r}px)`,t&&typeof t=="object"&&"style"in t&&Object.assign(n.style,t.style)}}};Pr.defaultProps={...gi.defaultProps};function qt(){}var Ib=({isDragging:i})=>i?"grabbing":"grab",dd={id:"",width:"100%",height:"100%",style:null,viewState:null,initialViewState:null,pickingRadius:0,pickAsync:"auto",layerFilter:null,parameters:{},parent:null,device:null,deviceProps:{},gl:null,canvas:null,layers:[],effects:[],views:null,controller:null,useDevicePixels:!0,touchAction:"none",eventRecognizerOptions:{},_framebuffer:null,_animate:!1,_pickable:!0,_typedArrayManagerProps:{},_customRender:null,widgets:[],onDeviceInitialized:qt,onWebGLInitialized:qt,onResize:qt,onViewStateChange:qt,onInteractionStateChange:qt,onBeforeRender:qt,onAfterRender:qt,onLoad:qt,onError:i=>T.error(i.message,i.cause)(),onHover:null,onClick:null,onDragStart:null,onDrag:null,onDragEnd:null,_onMetrics:null,getCursor:Ib,getTooltip:null,debug:!1,drawPickingColors:!1},Er=class{constructor(t){this.width=0,this.height=0,this.userData={},this.device=null,this.canvas=null,this.viewManager=null,this.layerManager=null,this.effectManager=null,this.deckRenderer=null,this.deckPicker=null,this.eventManager=null,this.widgetManager=null,this.tooltip=null,this.animationLoop=null,this._canvasContext=null,this._deviceResizeHandler=null,this.cursorState={isHovering:!1,isDragging:!1},this.stats=new Fe({id:"deck.gl"}),this.metrics={fps:0,setPropsTime:0,layersCount:0,drawLayersCount:0,updateLayersCount:0,updateAttributesCount:0,updateAttributesTime:0,framesRedrawn:0,pickTime:0,pickCount:0,pickLayersCount:0,gpuTime:0,gpuTimePerFrame:0,cpuTime:0,cpuTimePerFrame:0,bufferMemory:0,textureMemory:0,renderbufferMemory:0,gpuMemory:0},this._metricsCounter=0,this._hoverPickSequence=0,this._pointerDownPickSequence=0,this._needsRedraw="Initial render",this._pickRequest={mode:"hover",x:-1,y:-1,radius:0,event:null,unproject3D:!1},this._lastPointerDownInfo=null,this._lastPointerDownInfoPromise=null,this._onPointerMove=n=>{let{_pickRequest:o}=this;if(n.type==="pointerleave")o.x=-1,o.y=-1,o.radius=0;else{if(n.leftButton||n.rightButton)return;{let s=n.offsetCenter;if(!s)return;o.x=s.x,o.y=s.y,o.radius=this.props.pickingRadius}}this.layerManager&&(this.layerManager.context.mousePosition={x:o.x,y:o.y}),o.event=n},this._onEvent=n=>{let o=ei[n.type],s=n.offsetCenter;if(!o||!s||!this.layerManager)return;let a=this.layerManager.getLayers(),c=this._getInternalPickingMode();if(!c)return;if(c==="sync"){let f=n.type==="click"&&this._shouldUnproject3D(a)?this._getFirstPickedInfo(this._pickPointSync(this._getPointPickOptions(s.x,s.y,{unproject3D:!0},a))):this._getLastPointerDownPickingInfo(s.x,s.y,a);this._dispatchPickingEvent(f,n);return}(this._lastPointerDownInfoPromise||Promise.resolve(this._getLastPointerDownPickingInfo(s.x,s.y,a))).then(f=>{this._dispatchPickingEvent(f,n)}).catch(f=>this.props.onError?.(f))},this._onPointerDown=n=>{let o=n.offsetCenter;if(!o)return;let s=this._getInternalPickingMode();if(!s)return;let a=this.layerManager?.getLayers()||[],c=++this._pointerDownPickSequence;if(s==="sync"){let f=this._pickPointSync({x:o.x,y:o.y,radius:this.props.pickingRadius}),u=this._getFirstPickedInfo(f);this._lastPointerDownInfo=u,this._lastPointerDownInfoPromise=Promise.resolve(u);return}let l=this._pickPointAsync(this._getPointPickOptions(o.x,o.y,{},a)).then(f=>this._getFirstPickedInfo(f)).then(f=>(c===this._pointerDownPickSequence&&(this._lastPointerDownInfo=f),f)).catch(f=>{this.props.onError?.(f);let u=this.deckPicker&&this.viewManager?this._getLastPointerDownPickingInfo(o.x,o.y,a):{};return c===this._pointerDownPickSequence&&(this._lastPointerDownInfo=u),u});this._lastPointerDownInfo=null,this._lastPointerDownInfoPromise=l};let e=t;this.props={...dd,...t},t=this.props,t.viewState&&t.initialViewState&&T.warn("View state tracking is disabled. Use either `initialViewState` for auto update or `viewState` for manual update.")(),this.viewState=this.props.initialViewState,t.device&&(this.device=t.device,this._setDeviceCanvasContext(t.device));let r=this.device;!r&&t.gl&&(t.gl instanceof WebGLRenderingContext&&T.error("WebGL1 context not supported.")(),r=_n.attach(t.gl,{_cacheShaders:!0,_cachePipelines:!0,...this.props.deviceProps})),r||(r=this._createDevice(t)),this.animationLoop=this._createAnimationLoop(r,t),this.setProps(e),t._typedArrayManagerProps&&Et.setOptions(t._typedArrayManagerProps),this.animationLoop.start()}finalize(){this._restoreDeviceResizeHandler(),this.animationLoop?.stop(),this.animationLoop?.destroy(),this.animationLoop=null,this._hoverPickSequence++,this._pointerDownPickSequence++,this._lastPointerDownInfo=null,this._lastPointerDownInfoPromise=null,this.layerManager?.finalize(),this.layerManager=null,this.viewManager?.finalize(),this.viewManager=null,this.effectManager?.finalize(),this.effectManager=null,this.deckRenderer?.finalize(),this.deckRenderer=null,this.deckPicker?.finalize(),this.deckPicker=null,this.eventManager?.destroy(),this.eventManager=null,this.widgetManager?.finalize(),this.widgetManager=null,!this.props.canvas&&!this.props.device&&!this.props.gl&&this.canvas&&(this.canvas.parentElement?.removeChild(this.canvas),this.canvas=null),this._canvasContext=null}setProps(t){this.stats.get("setProps Time").timeStart(),"onLayerHover"in t&&T.removed("onLayerHover","onHover")(),"onLayerClick"in t&&T.removed("onLayerClick","onClick")(),t.initialViewState&&!H(this.props.initialViewState,t.initialViewState,3)&&(this.viewState=t.initialViewState),Object.assign(this.props,t),this._validateInternalPickingMode(),this._setCanvasSize(this.props);let e=Object.create(this.props);if(Object.assign(e,{views:this._getViews(),width:this.width,height:this.height,viewState:this._getViewState()}),t.device&&t.device.id!==this.device?.id){let r=t.device.getDefaultCanvasContext();this.animationLoop?.stop(),this.canvas!==r.canvas&&(this.canvas?.remove(),this.eventManager?.destroy(),this.canvas=null),this._setDeviceCanvasContext(t.device),T.log(`recreating animation loop for new device! id=${t.device.id}`)(),this.animationLoop=this._createAnimationLoop(t.device,t),this.animationLoop.start()}this.animationLoop?.setProps(e),t.useDevicePixels!==void 0&&this._canvasContext?.setProps&&this._canvasContext.setProps({useDevicePixels:t.useDevicePixels}),this.layerManager&&(this.viewManager.setProps(e),this.layerManager.activateViewport(this.getViewports()[0]),this.layerManager.setProps(e),this.effectManager.setProps(e),this.deckRenderer.setProps(e),this.deckPicker.setProps(e),this.widgetManager.setProps(e)),this.stats.get("setProps Time").timeEnd()}needsRedraw(t={clearRedrawFlags:!1}){if(!this.layerManager)return!1;if(this.props._animate)return"Deck._animate";let e=this._needsRedraw;t.clearRedrawFlags&&(this._needsRedraw=!1);let r=this.viewManager.needsRedraw(t),n=this.layerManager.needsRedraw(t),o=this.effectManager.needsRedraw(t),s=this.deckRenderer.needsRedraw(t);return e=e||r||n||o||s,e}redraw(t){if(!this.layerManager)return;let e=this.needsRedraw({clearRedrawFlags:!0});e=t||e,e&&(this.stats.get("Redraw Count").incrementCount(),this.props._customRender?this.props._customRender(e):this._drawLayers(e))}get isInitialized(){return this.viewManager!==null}getViews(){return B(this.viewManager),this.viewManager.views}getView(t){return B(this.viewManager),this.viewManager.getView(t)}getViewports(t){return B(this.viewManager),this.viewManager.getViewports(t)}getCanvas(){return this.canvas}async pickObjectAsync(t){let e=(await this._pickAsync("pickObjectAsync","pickObject Time",t)).result;return e.length?e[0]:null}async pickObjectsAsync(t){return await this._pickAsync("pickObjectsAsync","pickObjects Time",t)}pickObject(t){let e=this._pick("pickObject","pickObject Time",t).result;return e.length?e[0]:null}pickMultipleObjects(t){return t.depth=t.depth||10,this._pick("pickObject","pickMultipleObjects Time",t).result}pickObjects(t){return this._pick("pickObjects","pickObjects Time",t)}_pickPositionForController(t,e){return this._getInternalPickingMode()!=="sync"?null:this.pickObject({x:t,y:e,radius:0,unproject3D:!0})}_addResources(t,e=!1){for(let r in t)this.layerManager.resourceManager.add({resourceId:r,data:t[r],forceUpdate:e})}_removeResources(t){for(let e of t)this.layerManager.resourceManager.remove(e)}_addDefaultEffect(t){this.effectManager.addDefaultEffect(t)}_addDefaultShaderModule(t){this.layerManager.addDefaultShaderModule(t)}_removeDefaultShaderModule(t){this.layerManager?.removeDefaultShaderModule(t)}_resolveInternalPickingMode(){let{pickAsync:t}=this.props,e=this.device?.type||this.props.deviceProps?.type;if(t==="auto")return e==="webgpu"?"async":"sync";if(t==="sync"&&e==="webgpu")throw new Error('`pickAsync: "sync"` is not supported when Deck is using a WebGPU device.');return t}_getInternalPickingMode(){try{return this._resolveInternalPickingMode()}catch(t){return this.props.onError?.(t),null}}_validateInternalPickingMode(){this._getInternalPickingMode()}_getFirstPickedInfo({result:t,emptyInfo:e}){return t[0]||e}_shouldUnproject3D(t=this.layerManager?.getLayers()||[]){return t.some(e=>e.props.pickable==="3d")}_getPointPickOptions(t,e,r={},n=this.layerManager?.getLayers()||[]){return{x:t,y:e,radius:this.props.pickingRadius,unproject3D:this._shouldUnproject3D(n),...r}}_pickPointSync(t){return this._pick("pickObject","pickObject Time",t)}_pickPointAsync(t){return this._pickAsync("pickObjectAsync","pickObject Time",t)}_getLastPointerDownPickingInfo(t,e,r=this.layerManager?.getLayers()||[]){return this.deckPicker.getLastPickedObject({x:t,y:e,layers:r,viewports:this.getViewports({x:t,y:e})},this._lastPointerDownInfo)}_applyHoverCallbacks({result:t,emptyInfo:e},r){if(!this.widgetManager)return;this.cursorState.isHovering=t.length>0;let n=e,o=!1;for(let s of t)n=s,o=s.layer?.onHover(s,r)||o;o||(this.props.onHover?.(n,r),this.widgetManager.onHover(n,r))}_dispatchPickingEvent(t,e){if(!this.layerManager||!this.widgetManager)return;let r=ei[e.type];if(!r)return;let{layer:n}=t,o=n&&(n[r]||n.props[r]),s=this.props[r],a=!1;o&&(a=o.call(n,t,e)),a||(s?.(t,e),this.widgetManager.onEvent(t,e))}_pickAsync(t,e,r){B(this.deckPicker);let{stats:n}=this;n.get("Pick Count").incrementCount(),n.get(e).timeStart();let o=this.deckPicker[t]({layers:this.layerManager.getLayers(r),views:this.viewManager.getViews(),viewports:this.getViewports(r),onViewportActive:this.layerManager.activateViewport,effects:this.effectManager.getEffects(),...r,canvasContext:this._canvasContext||void 0});return n.get(e).timeEnd(),o}_pick(t,e,r){B(this.deckPicker);let{stats:n}=this;n.get("Pick Count").incrementCount(),n.get(e).timeStart();let o=this.deckPicker[t]({layers:this.layerManager.getLayers(r),views:this.viewManager.getViews(),viewports:this.getViewports(r),onViewportActive:this.layerManager.activateViewport,effects:this.effectManager.getEffects(),...r,canvasContext:this._canvasContext||void 0});return n.get(e).timeEnd(),o}_createCanvas(t){let e=t.canvas;return typeof e=="string"&&(e=document.getElementById(e),B(e)),e||(e=document.createElement("canvas"),e.id=t.id||"deckgl-overlay",t.width&&typeof t.width=="number"&&(e.width=t.width),t.height&&typeof t.height=="number"&&(e.height=t.height),(t.parent||document.body).appendChild(e)),Object.assign(e.style,t.style),e}_setCanvasContext(t){this._canvasContext=t,"style"in t.canvas&&(this.canvas=t.canvas)}_setDeviceCanvasContext(t,e={}){let r=t.getDefaultCanvasContext();this._setCanvasContext(r),this._setDeviceResizeHandler(t,e)}_setDeviceResizeHandler(t,e={}){let r=!!e.syncDrawingBuffer;if(this._deviceResizeHandler?.device===t){this._deviceResizeHandler.syncDrawingBuffer=r;return}this._restoreDeviceResizeHandler();let n=o=>{o===this._canvasContext&&this._canvasContext&&this._onCanvasContextResize(this._canvasContext,{syncDrawingBuffer:this._deviceResizeHandler?.syncDrawingBuffer})};t.props.onResize=n,this._deviceResizeHandler={device:t,onResize:n,syncDrawingBuffer:r}}_restoreDeviceResizeHandler(){let t=this._deviceResizeHandler;t&&t.device.props?.onResize===t.onResize&&(t.device.props.onResize=qt),this._deviceResizeHandler=null}_setCanvasSize(t){if(!this.canvas)return;let{width:e,height:r}=t;if(e||e===0){let n=Number.isFinite(e)?`${e}px`:e;this.canvas.style.width=n}if(r||r===0){let n=Number.isFinite(r)?`${r}px`:r;this.canvas.style.position=t.style?.position||"absolute",this.canvas.style.height=n}}_updateCanvasSize(t=this._canvasContext){let{canvas:e}=this,[r,n]=t?t.getCSSSize():[e?.clientWidth??e?.width??0,e?.clientHeight??e?.height??0];(r!==this.width||n!==this.height)&&(this.width=r,this.height=n,this.viewManager?.setProps({width:r,height:n}),this.layerManager?.activateViewport(this.getViewports()[0]),this.props.onResize({width:r,height:n},t||void 0))}_onCanvasContextResize(t,e={}){if(e.syncDrawingBuffer){let{width:r,height:n}=t.canvas;t.setDrawingBufferSize(r,n)}this._needsRedraw="Canvas resized",this._updateCanvasSize(t)}_createAnimationLoop(t,e){let{gl:r,onError:n}=e;return new nr({device:t,autoResizeDrawingBuffer:!r,autoResizeViewport:!1,onInitialize:o=>this._setDevice(o.device),onRender:this._onRenderFrame.bind(this),onError:n})}_createDevice(t){let e=this.props.deviceProps?.createCanvasContext,r=typeof e=="object"?e:void 0,n={adapters:[],_cacheShaders:!0,_cachePipelines:!0,...t.deviceProps};n.adapters.includes(_n)||n.adapters.push(_n);let o={alphaMode:this.props.deviceProps?.type==="webgpu"?"premultiplied":void 0};return Ei.createDevice({_reuseDevices:!0,type:"webgl",...n,createCanvasContext:{...o,...r,canvas:this._createCanvas(t),useDevicePixels:this.props.useDevicePixels,autoResize:!0}})}_getViewState(){return this.props.viewState||this.viewState}_getViews(){let{views:t}=this.props,e=Array.isArray(t)?t:t?[t]:[new _r({id:"default-view"})];return e.length&&this.props.controller&&(e[0].props.controller=this.props.controller),e}_onContextLost(){let{onError:t}=this.props;this.animationLoop&&t&&t(new Error("WebGL context is lost"))}_pickAndCallback(){let{_pickRequest:t}=this;if(t.event){let e=t.event,r=this.layerManager?.getLayers()||[],n=this._getPointPickOptions(t.x,t.y,{radius:t.radius,mode:t.mode},r),o=this._getInternalPickingMode(),s=++this._hoverPickSequence;if(t.event=null,!o)return;if(o==="sync"){this._applyHoverCallbacks(this._pickPointSync(n),e);return}this._pickPointAsync(n).then(({result:a,emptyInfo:c})=>{s===this._hoverPickSequence&&this._applyHoverCallbacks({result:a,emptyInfo:c},e)}).catch(a=>this.props.onError?.(a))}}_updateCursor(){let t=this.props.parent||this.canvas;t&&(t.style.cursor=this.props.getCursor(this.cursorState))}_setDevice(t){if(this.device=t,this._validateInternalPickingMode(),!this.animationLoop)return;this._setDeviceCanvasContext(t,{syncDrawingBuffer:!!(this.props.gl&&this.props.device!==t)}),this.canvas&&!this.canvas.isConnected&&this.props.parent&&this.props.parent.insertBefore(this.canvas,this.props.parent.firstChild),this.device.type==="webgl"&&this.device.setParametersWebGL({blend:!0,blendFunc:[770,771,1,771],polygonOffsetFill:!0,depthTest:!0,depthFunc:515}),this.props.onDeviceInitialized(this.device),this.device.type==="webgl"&&this.props.onWebGLInitialized(this.device.gl);let e=new Se;e.play(),this.animationLoop.attachTimeline(e);let r=this.props.parent?.querySelector(".deck-events-root")||this.canvas;this.eventManager=new Zi(r,{touchAction:this.props.touchAction,recognizers:Object.keys(Ka).map(s=>{let[a,c,l,f]=Ka[s],u=this.props.eventRecognizerOptions?.[s],h={...c,...u,event:s};return{recognizer:new a(h),recognizeWith:l,requireFailure:f}}),events:{pointerdown:this._onPointerDown,pointermove:this._onPointerMove,pointerleave:this._onPointerMove}});for(let s in ei)this.eventManager.on(s,this._onEvent);this.viewManager=new ur({timeline:e,eventManager:this.eventManager,onViewStateChange:this._onViewStateChange.bind(this),onInteractionStateChange:this._onInteractionStateChange.bind(this),pickPosition:this._pickPositionForController.bind(this),views:this._getViews(),viewState:this._getViewState(),width:this.width,height:this.height});let n=this.viewManager.getViewports()[0];this.layerManager=new fr(this.device,{deck:this,stats:this.stats,viewport:n,timeline:e}),this.effectManager=new xr({deck:this,device:this.device}),this.deckRenderer=new wr(this.device,{stats:this.stats}),this.deckPicker=new br(this.device,{stats:this.stats});let o=this.props.parent?.querySelector(".deck-widgets-root")||this.canvas?.parentElement;this.widgetManager=new Mo({deck:this,parentElement:o}),this.widgetManager.addDefault(new Pr),this.setProps({}),this._updateCanvasSize(this._canvasContext),this.props.onLoad()}_drawLayers(t,e){let{device:r,gl:n}=this.layerManager.context;this.props.onBeforeRender({device:r,gl:n});let o={target:this.props._framebuffer,layers:this.layerManager.getLayers(),viewports:this.viewManager.getViewports(),onViewportActive:this.layerManager.activateViewport,views:this.viewManager.getViews(),pass:"screen",effects:this.effectManager.getEffects(),...e};this.deckRenderer?.renderLayers(o),o.pass==="screen"&&this.widgetManager.onRedraw({viewports:o.viewports,layers:o.layers}),this.props.onAfterRender({device:r,gl:n})}_onRenderFrame(){this._getFrameStats(),this._metricsCounter++%60===0&&(this._getMetrics(),this.stats.reset(),T.table(4,this.metrics)(),this.props._onMetrics&&this.props._onMetrics(this.metrics)),this._updateCursor(),this.layerManager.updateLayers(),this._pickAndCallback(),this.redraw(),this.viewManager&&this.viewManager.updateViewStates()}_onViewStateChange(t){let e=this.props.onViewStateChange(t)||t.viewState;this.viewState&&(this.viewState={...this.viewState,[t.viewId]:e},this.props.viewState||this.viewManager&&this.viewManager.setProps({viewState:this.viewState}))}_onInteractionStateChange(t){this.cursorState.isDragging=t.isDragging||!1,this.props.onInteractionStateChange(t)}_getFrameStats(){let{stats:t}=this;t.get("frameRate").timeEnd(),t.get("frameRate").timeStart();let e=this.animationLoop.stats;t.get("GPU Time").addTime(e.get("GPU Time").lastTiming),t.get("CPU Time").addTime(e.get("CPU Time").lastTiming)}_getMetrics(){let{metrics:t,stats:e}=this;t.fps=e.get("frameRate").getHz(),t.setPropsTime=e.get("setProps Time").time,t.updateAttributesTime=e.get("Update Attributes").time,t.framesRedrawn=e.get("Redraw Count").count,t.pickTime=e.get("pickObject Time").time+e.get("pickMultipleObjects Time").time+e.get("pickObjects Time").time,t.pickCount=e.get("Pick Count").count,t.layersCount=this.layerManager?.layers.length??0,t.drawLayersCount=e.get("Layers rendered").lastSampleCount,t.pickLayersCount=e.get("Layers picked").lastSampleCount,t.updateLayersCount=e.get("Layer updates").count,t.updateAttributesCount=e.get("Attributes updated").count,t.gpuTime=e.get("GPU Time").time,t.cpuTime=e.get("CPU Time").time,t.gpuTimePerFrame=e.get("GPU Time").getAverageTime(),t.cpuTimePerFrame=e.get("CPU Time").getAverageTime();let r=Ei.stats.get("GPU Time and Memory");t.bufferMemory=r.get("Buffer Memory").count,t.textureMemory=r.get("Texture Memory").count,t.renderbufferMemory=r.get("Renderbuffer Memory").count,t.gpuMemory=r.get("GPU Memory").count}};Er.defaultProps=dd;Er.VERSION=vf;var Ac=Er;function pd(i){switch(i){case"float64":return Float64Array;case"uint8":case"unorm8":return Uint8ClampedArray;default:return pl(i)}}var gd=Pi.getDataType.bind(Pi);function Sr(i,t,e){if(t.size>4)return null;let r=e==="webgpu"&&t.type==="uint8"?"unorm8":t.type;return{attribute:i,format:t.size>1?`${r}x${t.size}`:t.type,byteOffset:t.offset||0}}function se(i){return i.stride||i.size*i.bytesPerElement}function md(i,t){return i.type===t.type&&i.size===t.size&&se(i)===se(t)&&(i.offset||0)===(t.offset||0)}function Cc(i,t){t.offset&&T.removed("shaderAttribute.offset","vertexOffset, elementOffset")();let e=se(i),r=t.vertexOffset!==void 0?t.vertexOffset:i.vertexOffset||0,n=t.elementOffset||0,o=r*e+n*i.bytesPerElement+(i.offset||0);return{...t,offset:o,stride:e}}function Rb(i,t){let e=Cc(i,t);return{high:e,low:{...e,offset:e.offset+i.size*4}}}var Lr=class{constructor(t,e,r){this._buffer=null,this.device=t,this.id=e.id||"",this.size=e.size||1;let n=e.logicalType||e.type,o=n==="float64",{defaultValue:s}=e;s=Number.isFinite(s)?[s]:s||new Array(this.size).fill(0);let a;o?a="float32":!n&&e.isIndexed?a="uint32":a=n||"float32";let c=pd(n||a);this.doublePrecision=o,o&&e.fp64===!1&&(c=Float32Array),this.value=null,this.settings={...e,defaultType:c,defaultValue:s,logicalType:n,type:a,normalized:a.includes("norm"),size:this.size,bytesPerElement:c.BYTES_PER_ELEMENT},this.state={...r,externalBuffer:null,bufferAccessor:this.settings,allocatedValue:null,numInstances:0,bounds:null,constant:!1}}get isConstant(){return this.state.constant}get buffer(){return this._buffer}get byteOffset(){let t=this.getAccessor();return t.vertexOffset?t.vertexOffset*se(t):0}get numInstances(){return this.state.numInstances}set numInstances(t){this.state.numInstances=t}delete(){this._buffer&&(this._buffer.delete(),this._buffer=null),Et.release(this.state.allocatedValue)}getBuffer(){return this.state.constant?null:this.state.externalBuffer||this._buffer}getValue(t=this.id,e=null){let r={};if(this.state.constant){let n=this.value;if(e){let o=Cc(this.getAccessor(),e),s=o.offset/n.BYTES_PER_ELEMENT,a=o.size||this.size;r[t]=n.subarray(s,s+a)}else r[t]=n}else r[t]=this.getBuffer();return this.doublePrecision&&(this.value instanceof Float64Array?r[`${t}64Low`]=r[t]:r[`${t}64Low`]=new Float32Array(this.size)),r}_getBufferLayout(t=this.id,e=null){let r=this.getAccessor(),n=[],o={name:this.id,byteStride:se(r)};if(this.doublePrecision){let s=Rb(r,e||{});n.push(Sr(t,{...r,...s.high},this.device.type),Sr(`${t}64Low`,{...r,...s.low},this.device.type))}else if(e){let s=Cc(r,e);n.push(Sr(t,{...r,...s},this.device.type))}else n.push(Sr(t,r,this.device.type));return o.attributes=n.filter(Boolean),o}setAccessor(t){this.state.bufferAccessor=t}getAccessor(){return this.state.bufferAccessor}getBounds(){if(this.state.bounds)return this.state.bounds;let t=null;if(this.state.constant&&this.value){let e=Array.from(this.value);t=[e,e]}else{let{value:e,numInstances:r,size:n}=this,o=r*n;if(e&&o&&e.length>=o){let s=new Array(n).fill(1/0),a=new Array(n).fill(-1/0);for(let c=0;c<o;)for(let l=0;l<n;l++){let f=e[c++];f<s[l]&&(s[l]=f),f>a[l]&&(a[l]=f)}t=[s,a]}}return this.state.bounds=t,t}setData(t){let{state:e}=this,r;ArrayBuffer.isView(t)?r={value:t}:t instanceof U?r={buffer:t}:r=t;let n={...this.settings,...r};if(ArrayBuffer.isView(r.value)){if(!r.type)if(this.doublePrecision&&r.value instanceof Float64Array)n.type="float32";else{let s=gd(r.value);n.type=n.normalized?s.replace("int","norm"):s}n.bytesPerElement=r.value.BYTES_PER_ELEMENT,n.stride=se(n)}if(e.bounds=null,r.constant){let o=r.value;if(o=this._normalizeValue(o,[],0),this.settings.normalized&&(o=this.normalizeConstant(o)),!(!e.constant||!this._areValuesEqual(o,this.value)))return!1;e.externalBuffer=null,e.constant=!0,this.value=ArrayBuffer.isView(o)?o:new Float32Array(o)}else if(r.buffer){let o=r.buffer;e.externalBuffer=o,e.constant=!1,this.value=r.value||null}else if(r.value){this._checkExternalBuffer(r);let o=r.value;e.externalBuffer=null,e.constant=!1,this.value=o;let{buffer:s}=this,a=se(n),c=(n.vertexOffset||0)*a;if(this.doublePrecision&&o instanceof Float64Array&&(o=fo(o,n)),this.settings.isIndexed){let f=this.settings.defaultType;o.constructor!==f&&(o=new f(o))}let l=o.byteLength+c+a*2;(!s||s.byteLength<l)&&(s=this._createBuffer(l)),s.write(o,c)}return this.setAccessor(n),!0}updateSubBuffer(t={}){this.state.bounds=null;let e=this.value,{startOffset:r=0,endOffset:n}=t;this.buffer.write(this.doublePrecision&&e instanceof Float64Array?fo(e,{size:this.size,startIndex:r,endIndex:n}):e.subarray(r,n),r*e.BYTES_PER_ELEMENT+this.byteOffset)}allocate(t,e=!1){let{state:r}=this,n=r.allocatedValue,o=Et.allocate(n,t+1,{size:this.size,type:this.settings.defaultType,copy:e});this.value=o;let{byteOffset:s}=this,{buffer:a}=this;return(!a||a.byteLength<o.byteLength+s)&&(a=this._createBuffer(o.byteLength+s),e&&n&&a.write(n instanceof Float64Array?fo(n,this):n,s)),r.allocatedValue=o,r.constant=!1,r.externalBuffer=null,this.setAccessor(this.settings),!0}_checkExternalBuffer(t){let{value:e}=t;if(!ArrayBuffer.isView(e))throw new Error(`Attribute ${this.id} value is not TypedArray`);let r=this.settings.defaultType,n=!1;if(this.doublePrecision&&(n=e.BYTES_PER_ELEMENT<4),n)throw new Error(`Attribute ${this.id} does not support ${e.constructor.name}`);!(e instanceof r)&&this.settings.normalized&&!("normalized"in t)&&T.warn(`Attribute ${this.id} is normalized`)()}normalizeConstant(t){switch(this.settings.type){case"snorm8":return new Float32Array(t).map(e=>(e+128)/255*2-1);case"snorm16":return new Float32Array(t).map(e=>(e+32768)/65535*2-1);case"unorm8":return new Float32Array(t).map(e=>e/255);case"unorm16":return new Float32Array(t).map(e=>e/65535);default:return t}}_normalizeValue(t,e,r){let{defaultValue:n,size:o}=this.settings;if(Number.isFinite(t))return e[r]=t,e;if(!t){let s=o;for(;--s>=0;)e[r+s]=n[s];return e}switch(o){case 4:e[r+3]=Number.isFinite(t[3])?t[3]:n[3];case 3:e[r+2]=Number.isFinite(t[2])?t[2]:n[2];case 2:e[r+1]=Number.isFinite(t[1])?t[1]:n[1];case 1:e[r+0]=Number.isFinite(t[0])?t[0]:n[0];break;default:let s=o;for(;--s>=0;)e[r+s]=Number.isFinite(t[s])?t[s]:n[s]}return e}_areValuesEqual(t,e){if(!t||!e)return!1;let{size:r}=this;for(let n=0;n<r;n++)if(t[n]!==e[n])return!1;return!0}_createBuffer(t){this._buffer&&this._buffer.destroy();let{isIndexed:e,type:r}=this.settings;return this._buffer=this.device.createBuffer({...this._buffer?.props,id:this.id,usage:(e?U.INDEX:U.VERTEX)|U.COPY_DST,indexType:e?r:void 0,byteLength:t}),this._buffer}};var yd=[],_d=[];function Tt(i,t=0,e=1/0){let r=yd,n={index:-1,data:i,target:[]};return i?typeof i[Symbol.iterator]=="function"?r=i:i.length>0&&(_d.length=i.length,r=_d):r=yd,(t>0||Number.isFinite(e))&&(r=(Array.isArray(r)?r:Array.from(r)).slice(t,e),n.index=t-1),{iterable:r,objectInfo:n}}function Ao(i){return i&&i[Symbol.asyncIterator]}function Co(i,t){let{size:e,stride:r,offset:n,startIndices:o,nested:s}=t,a=i.BYTES_PER_ELEMENT,c=r?r/a:e,l=n?n/a:0,f=Math.floor((i.length-l)/c);return(u,{index:h,target:d})=>{if(!o){let x=h*c+l;for(let v=0;v<e;v++)d[v]=i[x+v];return d}let p=o[h],m=o[h+1]||f,g;if(s){g=new Array(m-p);for(let x=p;x<m;x++){let v=x*c+l;d=new Array(e);for(let y=0;y<e;y++)d[y]=i[v+y];g[x-p]=d}}else if(c===e)g=i.subarray(p*e+l,m*e+l);else{g=new i.constructor((m-p)*e);let x=0;for(let v=p;v<m;v++){let y=v*c+l;for(let _=0;_<e;_++)g[x++]=i[y+_]}}return g}}var xd=[],Tr=[[0,1/0]];function vd(i,t){if(i===Tr||(t[0]<0&&(t[0]=0),t[0]>=t[1]))return i;let e=[],r=i.length,n=0;for(let o=0;o<r;o++){let s=i[o];s[1]<t[0]?(e.push(s),n=o+1):s[0]>t[1]?e.push(s):t=[Math.min(s[0],t[0]),Math.max(s[1],t[1])]}return e.splice(n,0,t),e}var Nb={interpolation:{duration:0,easing:i=>i},spring:{stiffness:.05,damping:.5}};function Oo(i,t){if(!i)return null;Number.isFinite(i)&&(i={type:"interpolation",duration:i});let e=i.type||"interpolation";return{...Nb[e],...t,...i,type:e}}var Oe=class extends Lr{constructor(t,e){super(t,e,{startIndices:null,lastExternalBuffer:null,binaryValue:null,binaryAccessor:null,needsUpdate:!0,needsRedraw:!1,layoutChanged:!1,updateRanges:Tr}),this.constant=!1,this.settings.update=e.update||(e.accessor?this._autoUpdater:void 0),Object.seal(this.settings),Object.seal(this.state),this._validateAttributeUpdaters()}get startIndices(){return this.state.startIndices}set startIndices(t){this.state.startIndices=t}needsUpdate(){return this.state.needsUpdate}needsRedraw({clearChangedFlags:t=!1}={}){let e=this.state.needsRedraw;return this.state.needsRedraw=e&&!t,e}layoutChanged(){return this.state.layoutChanged}setAccessor(t){var e;(e=this.state).layoutChanged||(e.layoutChanged=!md(t,this.getAccessor())),super.setAccessor(t)}getUpdateTriggers(){let{accessor:t}=this.settings;return[this.id].concat(typeof t!="function"&&t||[])}supportsTransition(){return!!this.settings.transition}getTransitionSetting(t){if(!t||!this.supportsTransition())return null;let{accessor:e}=this.settings,r=this.settings.transition,n=Array.isArray(e)?t[e.find(o=>t[o])]:t[e];return Oo(n,r)}setNeedsUpdate(t=this.id,e){if(this.state.needsUpdate=this.state.needsUpdate||t,this.setNeedsRedraw(t),e){let{startRow:r=0,endRow:n=1/0}=e;this.state.updateRanges=vd(this.state.updateRanges,[r,n])}else this.state.updateRanges=Tr}clearNeedsUpdate(){this.state.needsUpdate=!1,this.state.updateRanges=xd}setNeedsRedraw(t=this.id){this.state.needsRedraw=this.state.needsRedraw||t}allocate(t){let{state:e,settings:r}=this;return r.noAlloc?!1:r.update?(super.allocate(t,e.updateRanges!==Tr),!0):!1}updateBuffer({numInstances:t,data:e,props:r,context:n}){if(!this.needsUpdate())return!1;let{state:{updateRanges:o},settings:{update:s,noAlloc:a}}=this,c=!0;if(s){for(let[l,f]of o)s.call(n,this,{data:e,startRow:l,endRow:f,props:r,numInstances:t});if(this.value)if(this.constant||!this.buffer||this.buffer.byteLength<this.value.byteLength+this.byteOffset)this.constant?this.setConstantValue(n,this.value):this.setData({value:this.value,constant:this.constant}),this.constant=!1;else for(let[l,f]of o){let u=Number.isFinite(l)?this.getVertexOffset(l):0,h=Number.isFinite(f)?this.getVertexOffset(f):a||!Number.isFinite(t)?this.value.length:t*this.size;super.updateSubBuffer({startOffset:u,endOffset:h})}this._checkAttributeArray()}else c=!1;return this.clearNeedsUpdate(),this.setNeedsRedraw(),c}setConstantValue(t,e){if(e===void 0||typeof e=="function")return!1;let r=this.settings.transform&&t?this.settings.transform.call(t,e):e;return this.device.type==="webgpu"?this.setConstantBufferValue(r,this.numInstances):(this.setData({constant:!0,value:r})&&this.setNeedsRedraw(),this.clearNeedsUpdate(),!0)}setConstantBufferValue(t,e){let r=this.settings.defaultType,n=this._normalizeValue(t,new r(this.size),0);if(this._hasConstantBufferValue(n,e))return this.constant=!1,this.clearNeedsUpdate(),!1;let o=new r(Math.max(e,1)*this.size);for(let a=0;a<o.length;a+=this.size)o.set(n,a);let s=this.setData({value:o});return this.constant=!1,this.clearNeedsUpdate(),s&&this.setNeedsRedraw(),s}_hasConstantBufferValue(t,e){let r=this.value,n=Math.max(e,1)*this.size;if(!ArrayBuffer.isView(r)||r.length!==n||r.length%this.size!==0)return!1;for(let o=0;o<r.length;o+=this.size)for(let s=0;s<this.size;s++)if(r[o+s]!==t[s])return!1;return!0}setExternalBuffer(t){let{state:e}=this;return t?(this.clearNeedsUpdate(),e.lastExternalBuffer===t||(e.lastExternalBuffer=t,this.setNeedsRedraw(),this.setData(t)),!0):(e.lastExternalBuffer=null,!1)}setBinaryValue(t,e=null){let{state:r,settings:n}=this;if(!t)return r.binaryValue=null,r.binaryAccessor=null,!1;if(n.noAlloc)return!1;if(r.binaryValue===t)return this.clearNeedsUpdate(),!0;if(r.binaryValue=t,this.setNeedsRedraw(),n.transform||e!==this.startIndices){ArrayBuffer.isView(t)&&(t={value:t});let s=t;B(ArrayBuffer.isView(s.value),`invalid ${n.accessor}`);let a=!!s.size&&s.size!==this.size;return r.binaryAccessor=Co(s.value,{size:s.size||this.size,stride:s.stride,offset:s.offset,startIndices:e,nested:a}),!1}return this.clearNeedsUpdate(),this.setData(t),!0}getVertexOffset(t){let{startIndices:e}=this;return(e?t<e.length?e[t]:this.numInstances:t)*this.size}getValue(){let t=this.settings.shaderAttributes,e=super.getValue();if(!t)return e;for(let r in t)Object.assign(e,super.getValue(r,t[r]));return e}getBufferLayout(t){this.state.layoutChanged=!1;let e=this.settings.shaderAttributes,r=super._getBufferLayout(),{stepMode:n}=this.settings;if(n==="dynamic"?r.stepMode=t?t.isInstanced?"instance":"vertex":"instance":r.stepMode=n??"vertex",!e)return r;for(let o in e){let s=super._getBufferLayout(o,e[o]);r.attributes.push(...s.attributes)}return r}_autoUpdater(t,{data:e,startRow:r,endRow:n,props:o,numInstances:s}){let{settings:a,state:c,value:l,size:f,startIndices:u}=t,{accessor:h,transform:d}=a,p=c.binaryAccessor||(typeof h=="function"?h:o[h]);B(typeof p=="function",`accessor "${h}" is not a function`);let m=t.getVertexOffset(r),{iterable:g,objectInfo:x}=Tt(e,r,n);for(let v of g){x.index++;let y=p(v,x);if(d&&(y=d.call(this,y)),u){let _=(x.index<u.length-1?u[x.index+1]:s)-u[x.index];if(y&&Array.isArray(y[0])){let w=m;for(let b of y)t._normalizeValue(b,l,w),w+=f}else y&&y.length>f?l.set(y,m):(t._normalizeValue(y,x.target,0),ed({target:l,source:x.target,start:m,count:_}));m+=_*f}else t._normalizeValue(y,l,m),m+=f}}_validateAttributeUpdaters(){let{settings:t}=this;if(!(t.noAlloc||typeof t.update=="function"))throw new Error(`Attribute ${this.id} missing update or accessor`)}_checkAttributeArray(){let{value:t}=this,e=Math.min(4,this.size);if(t&&t.length>=e){let r=!0;switch(e){case 4:r=r&&Number.isFinite(t[3]);case 3:r=r&&Number.isFinite(t[2]);case 2:r=r&&Number.isFinite(t[1]);case 1:r=r&&Number.isFinite(t[0]);break;default:r=!1}if(!r)throw new Error(`Illegal attribute generated for ${this.id}`)}}};function Oc(i){let{source:t,target:e,start:r=0,size:n,getData:o}=i,s=i.end||e.length,a=t.length,c=s-r;if(a>c){e.set(t.subarray(0,c),r);return}if(e.set(t,r),!o)return;let l=a;for(;l<c;){let f=o(l,t);for(let u=0;u<n;u++)e[r+l]=f[u]||0,l++}}function wd({source:i,target:t,size:e,getData:r,sourceStartIndices:n,targetStartIndices:o}){if(!n||!o)return Oc({source:i,target:t,size:e,getData:r}),t;let s=0,a=0,c=r&&((f,u)=>r(f+a,u)),l=Math.min(n.length,o.length);for(let f=1;f<l;f++){let u=n[f]*e,h=o[f]*e;Oc({source:i.subarray(s,u),target:t,start:a,end:h,size:e,getData:c}),s=u,a=h}return a<t.length&&Oc({source:[],target:t,start:a,size:e,getData:c}),t}function bd(i){let{device:t,settings:e,value:r}=i,n=new Oe(t,e);return n.setData({value:r instanceof Float64Array?new Float64Array(0):new Float32Array(0),normalized:e.normalized}),n}function Io(i){switch(i){case 1:return"float";case 2:return"vec2";case 3:return"vec3";case 4:return"vec4";default:throw new Error(`No defined attribute type for size "${i}"`)}}function Ro(i){switch(i){case 1:return"float32";case 2:return"float32x2";case 3:return"float32x3";case 4:return"float32x4";default:throw new Error("invalid type size")}}function ko(i){i.push(i.shift())}function Pd(i,t){let{doublePrecision:e,settings:r,value:n,size:o}=i,s=e&&n instanceof Float64Array?2:1,a=0,{shaderAttributes:c}=i.settings;if(c)for(let l of Object.values(c))a=Math.max(a,l.vertexOffset??0);return(r.noAlloc?n.length:(t+a)*o)*s}function No({device:i,source:t,target:e}){return(!e||e.byteLength<t.byteLength)&&(e?.destroy(),e=i.createBuffer({byteLength:t.byteLength,usage:t.usage})),e}function Do({device:i,buffer:t,attribute:e,fromLength:r,toLength:n,fromStartIndices:o,getData:s=a=>a}){let a=e.doublePrecision&&e.value instanceof Float64Array?2:1,c=e.size*a,l=e.byteOffset,f=e.settings.bytesPerElement<4?l/e.settings.bytesPerElement*4:l,u=e.startIndices,h=o&&u,d=e.isConstant;if(!h&&t&&r>=n)return t;let p=e.value instanceof Float64Array?Float32Array:e.value.constructor,m=d?e.value:new p(e.getBuffer().readSyncWebGL(l,n*p.BYTES_PER_ELEMENT).buffer);if(e.settings.normalized&&!d){let y=s;s=(_,w)=>e.normalizeConstant(y(_,w))}let g=d?(y,_)=>s(m,_):(y,_)=>s(m.subarray(y+l,y+l+c),_),x=t?new Float32Array(t.readSyncWebGL(f,r*4).buffer):new Float32Array(0),v=new Float32Array(n);return wd({source:x,target:v,sourceStartIndices:o,targetStartIndices:u,size:c,getData:g}),(!t||t.byteLength<v.byteLength+f)&&(t?.destroy(),t=i.createBuffer({byteLength:v.byteLength+f,usage:35050})),t.write(v,f),t}var mi=class{constructor({device:t,attribute:e,timeline:r}){this.buffers=[],this.currentLength=0,this.device=t,this.transition=new Lt(r),this.attribute=e,this.attributeInTransition=bd(e),this.currentStartIndices=e.startIndices}get inProgress(){return this.transition.inProgress}start(t,e,r=1/0){this.settings=t,this.currentStartIndices=this.attribute.startIndices,this.currentLength=Pd(this.attribute,e),this.transition.start({...t,duration:r})}update(){let t=this.transition.update();return t&&this.onUpdate(),t}setBuffer(t){this.attributeInTransition.setData({buffer:t,normalized:this.attribute.settings.normalized,value:this.attributeInTransition.value})}cancel(){this.transition.cancel()}delete(){this.cancel();for(let t of this.buffers)t.destroy();this.buffers.length=0}};var Mr=class extends mi{constructor({device:t,attribute:e,timeline:r}){super({device:t,attribute:e,timeline:r}),this.type="interpolation",this.transform=Bb(t,e)}start(t,e){let r=this.currentLength,n=this.currentStartIndices;if(super.start(t,e,t.duration),t.duration<=0){this.transition.cancel();return}let{buffers:o,attribute:s}=this;ko(o),o[0]=Do({device:this.device,buffer:o[0],attribute:s,fromLength:r,toLength:this.currentLength,fromStartIndices:n,getData:t.enter}),o[1]=No({device:this.device,source:o[0],target:o[1]}),this.setBuffer(o[1]);let{transform:a}=this,c=a.model,l=Math.floor(this.currentLength/s.size);Sd(s)&&(l/=2),c.setVertexCount(l),s.isConstant?(c.setAttributes({aFrom:o[0]}),c.setConstantAttributes({aTo:s.value})):c.setAttributes({aFrom:o[0],aTo:s.getBuffer()}),a.transformFeedback.setBuffers({vCurrent:o[1]})}onUpdate(){let{duration:t,easing:e}=this.settings,{time:r}=this.transition,n=r/t;e&&(n=e(n));let{model:o}=this.transform,s={time:n};o.shaderInputs.setProps({interpolation:s}),this.transform.run({discard:!0})}delete(){super.delete(),this.transform.destroy()}},Db=`layout(std140) uniform interpolationUniforms {
  float time;
} interpolation;
`,Ed={name:"interpolation",vs:Db,uniformTypes:{time:"f32"}},zb=`#version 300 es
#define SHADER_NAME interpolation-transition-vertex-shader

in ATTRIBUTE_TYPE aFrom;
in ATTRIBUTE_TYPE aTo;
out ATTRIBUTE_TYPE vCurrent;

void main(void) {
  vCurrent = mix(aFrom, aTo, interpolation.time);
  gl_Position = vec4(0.0);
}
`,Fb=`#version 300 es
#define SHADER_NAME interpolation-transition-vertex-shader

in ATTRIBUTE_TYPE aFrom;
in ATTRIBUTE_TYPE aFrom64Low;
in ATTRIBUTE_TYPE aTo;
in ATTRIBUTE_TYPE aTo64Low;
out ATTRIBUTE_TYPE vCurrent;
out ATTRIBUTE_TYPE vCurrent64Low;

vec2 mix_fp64(vec2 a, vec2 b, float x) {
  vec2 range = sub_fp64(b, a);
  return sum_fp64(a, mul_fp64(range, vec2(x, 0.0)));
}

void main(void) {
  for (int i=0; i<ATTRIBUTE_SIZE; i++) {
    vec2 value = mix_fp64(vec2(aFrom[i], aFrom64Low[i]), vec2(aTo[i], aTo64Low[i]), interpolation.time);
    vCurrent[i] = value.x;
    vCurrent64Low[i] = value.y;
  }
  gl_Position = vec4(0.0);
}
`;function Sd(i){return i.doublePrecision&&i.value instanceof Float64Array}function Bb(i,t){let e=t.size,r=Io(e),n=Ro(e),o=t.getBufferLayout();return Sd(t)?new ne(i,{vs:Fb,bufferLayout:[{name:"aFrom",byteStride:8*e,attributes:[{attribute:"aFrom",format:n,byteOffset:0},{attribute:"aFrom64Low",format:n,byteOffset:4*e}]},{name:"aTo",byteStride:8*e,attributes:[{attribute:"aTo",format:n,byteOffset:0},{attribute:"aTo64Low",format:n,byteOffset:4*e}]}],modules:[Fa,Ed],defines:{ATTRIBUTE_TYPE:r,ATTRIBUTE_SIZE:e},moduleSettings:{},varyings:["vCurrent","vCurrent64Low"],bufferMode:35980,disableWarnings:!0}):new ne(i,{vs:zb,bufferLayout:[{name:"aFrom",format:n},{name:"aTo",format:o.attributes[0].format}],modules:[Ed],defines:{ATTRIBUTE_TYPE:r},varyings:["vCurrent"],disableWarnings:!0})}var Ar=class extends mi{constructor({device:t,attribute:e,timeline:r}){super({device:t,attribute:e,timeline:r}),this.type="spring",this.texture=$b(t),this.framebuffer=Hb(t,this.texture),this.transform=Gb(t,e)}start(t,e){let r=this.currentLength,n=this.currentStartIndices;super.start(t,e);let{buffers:o,attribute:s}=this;for(let c=0;c<2;c++)o[c]=Do({device:this.device,buffer:o[c],attribute:s,fromLength:r,toLength:this.currentLength,fromStartIndices:n,getData:t.enter});o[2]=No({device:this.device,source:o[0],target:o[2]}),this.setBuffer(o[1]);let{model:a}=this.transform;a.setVertexCount(Math.floor(this.currentLength/s.size)),s.isConstant?a.setConstantAttributes({aTo:s.value}):a.setAttributes({aTo:s.getBuffer()})}onUpdate(){let{buffers:t,transform:e,framebuffer:r,transition:n}=this,o=this.settings;e.model.setAttributes({aPrev:t[0],aCur:t[1]}),e.transformFeedback.setBuffers({vNext:t[2]});let s={stiffness:o.stiffness,damping:o.damping};e.model.shaderInputs.setProps({spring:s}),e.run({framebuffer:r,discard:!1,parameters:{viewport:[0,0,1,1]},clearColor:[0,0,0,0]}),ko(t),this.setBuffer(t[1]),this.device.readPixelsToArrayWebGL(r)[0]>0||n.end()}delete(){super.delete(),this.transform.destroy(),this.texture.destroy(),this.framebuffer.destroy()}},Ub=`layout(std140) uniform springUniforms {
  float damping;
  float stiffness;
} spring;
`,jb={name:"spring",vs:Ub,uniformTypes:{damping:"f32",stiffness:"f32"}},Vb=`#version 300 es
#define SHADER_NAME spring-transition-vertex-shader

#define EPSILON 0.00001

in ATTRIBUTE_TYPE aPrev;
in ATTRIBUTE_TYPE aCur;
in ATTRIBUTE_TYPE aTo;
out ATTRIBUTE_TYPE vNext;
out float vIsTransitioningFlag;

ATTRIBUTE_TYPE getNextValue(ATTRIBUTE_TYPE cur, ATTRIBUTE_TYPE prev, ATTRIBUTE_TYPE dest) {
  ATTRIBUTE_TYPE velocity = cur - prev;
  ATTRIBUTE_TYPE delta = dest - cur;
  ATTRIBUTE_TYPE force = delta * spring.stiffness;
  ATTRIBUTE_TYPE resistance = velocity * spring.damping;
  return force - resistance + velocity + cur;
}

void main(void) {
  bool isTransitioning = length(aCur - aPrev) > EPSILON || length(aTo - aCur) > EPSILON;
  vIsTransitioningFlag = isTransitioning ? 1.0 : 0.0;

  vNext = getNextValue(aCur, aPrev, aTo);
  gl_Position = vec4(0, 0, 0, 1);
  gl_PointSize = 100.0;
}
`,Wb=`#version 300 es
#define SHADER_NAME spring-transition-is-transitioning-fragment-shader

in float vIsTransitioningFlag;

out vec4 fragColor;

void main(void) {
  if (vIsTransitioningFlag == 0.0) {
    discard;
  }
  fragColor = vec4(1.0);
}`;function Gb(i,t){let e=Io(t.size),r=Ro(t.size);return new ne(i,{vs:Vb,fs:Wb,bufferLayout:[{name:"aPrev",format:r},{name:"aCur",format:r},{name:"aTo",format:t.getBufferLayout().attributes[0].format}],varyings:["vNext"],modules:[jb],defines:{ATTRIBUTE_TYPE:e},parameters:{depthCompare:"always",blendColorOperation:"max",blendColorSrcFactor:"one",blendColorDstFactor:"one",blendAlphaOperation:"max",blendAlphaSrcFactor:"one",blendAlphaDstFactor:"one"}})}function $b(i){return i.createTexture({data:new Uint8Array(4),format:"rgba8unorm",width:1,height:1})}function Hb(i,t){return i.createFramebuffer({id:"spring-transition-is-transitioning-framebuffer",width:1,height:1,colorAttachments:[t]})}var Yb={interpolation:Mr,spring:Ar},Cr=class{constructor(t,{id:e,timeline:r}){if(!t)throw new Error("AttributeTransitionManager is constructed without device");this.id=e,this.device=t,this.timeline=r,this.transitions={},this.needsRedraw=!1,this.numInstances=1}finalize(){for(let t in this.transitions)this._removeTransition(t)}update({attributes:t,transitions:e,numInstances:r}){this.numInstances=r||1;for(let n in t){let o=t[n],s=o.getTransitionSetting(e);s&&this._updateAttribute(n,o,s)}for(let n in this.transitions){let o=t[n];(!o||!o.getTransitionSetting(e))&&this._removeTransition(n)}}hasAttribute(t){let e=this.transitions[t];return e&&e.inProgress}getAttributes(){let t={};for(let e in this.transitions){let r=this.transitions[e];r.inProgress&&(t[e]=r.attributeInTransition)}return t}run(){if(this.numInstances===0)return!1;for(let e in this.transitions)this.transitions[e].update()&&(this.needsRedraw=!0);let t=this.needsRedraw;return this.needsRedraw=!1,t}_removeTransition(t){this.transitions[t].delete(),delete this.transitions[t]}_updateAttribute(t,e,r){let n=this.transitions[t],o=!n||n.type!==r.type;if(o){n&&this._removeTransition(t);let s=Yb[r.type];s?this.transitions[t]=new s({attribute:e,timeline:this.timeline,device:this.device}):(T.error(`unsupported transition type '${r.type}'`)(),o=!1)}(o||e.needsRedraw())&&(this.needsRedraw=!0,this.transitions[t].start(r,this.numInstances))}};var Ld="attributeManager.invalidate",qb="attributeManager.updateStart",Zb="attributeManager.updateEnd",Xb="attribute.updateStart",Kb="attribute.allocate",Jb="attribute.updateEnd",Or=class{constructor(t,{id:e="attribute-manager",stats:r,timeline:n}={}){this.mergeBoundsMemoized=Dt(Ih),this.id=e,this.device=t,this.attributes={},this.updateTriggers={},this.needsRedraw=!0,this.userData={},this.stats=r,this.attributeTransitionManager=new Cr(t,{id:`${e}-transitions`,timeline:n}),Object.seal(this)}finalize(){for(let t in this.attributes)this.attributes[t].delete();this.attributeTransitionManager.finalize()}getNeedsRedraw(t={clearRedrawFlags:!1}){let e=this.needsRedraw;return this.needsRedraw=this.needsRedraw&&!t.clearRedrawFlags,e&&this.id}setNeedsRedraw(){this.needsRedraw=!0}add(t){this._add(t)}addInstanced(t){this._add(t,{stepMode:"instance"})}remove(t){for(let e of t)this.attributes[e]!==void 0&&(this.attributes[e].delete(),delete this.attributes[e])}invalidate(t,e){let r=this._invalidateTrigger(t,e);G(Ld,this,t,r)}invalidateAll(t){for(let e in this.attributes)this.attributes[e].setNeedsUpdate(e,t);G(Ld,this,"all")}update({data:t,numInstances:e,startIndices:r=null,transitions:n,props:o={},buffers:s={},context:a={}}){let c=!1;G(qb,this),this.stats&&this.stats.get("Update Attributes").timeStart();for(let l in this.attributes){let f=this.attributes[l],u=f.settings.accessor;f.startIndices=r,f.numInstances=e,o[l]&&T.removed(`props.${l}`,`data.attributes.${l}`)(),f.setExternalBuffer(s[l])||f.setBinaryValue(typeof u=="string"?s[u]:void 0,t.startIndices)||typeof u=="string"&&!s[u]&&f.setConstantValue(a,o[u])||f.needsUpdate()&&(c=!0,this._updateAttribute({attribute:f,numInstances:e,data:t,props:o,context:a})),this.needsRedraw=this.needsRedraw||f.needsRedraw()}c&&G(Zb,this,e),this.stats&&(this.stats.get("Update Attributes").timeEnd(),c&&this.stats.get("Attributes updated").incrementCount()),this.attributeTransitionManager.update({attributes:this.attributes,numInstances:e,transitions:n})}updateTransition(){let{attributeTransitionManager:t}=this,e=t.run();return this.needsRedraw=this.needsRedraw||e,e}getAttributes(){return{...this.attributes,...this.attributeTransitionManager.getAttributes()}}getBounds(t){let e=t.map(r=>this.attributes[r]?.getBounds());return this.mergeBoundsMemoized(e)}getChangedAttributes(t={clearChangedFlags:!1}){let{attributes:e,attributeTransitionManager:r}=this,n={...r.getAttributes()};for(let o in e){let s=e[o];s.needsRedraw(t)&&!r.hasAttribute(o)&&(n[o]=s)}return n}getBufferLayouts(t){return Object.values(this.getAttributes()).map(e=>e.getBufferLayout(t))}_add(t,e){for(let r in t){let n=t[r],o={...n,id:r,size:n.isIndexed&&1||n.size||1,...e};this.attributes[r]=new Oe(this.device,o)}this._mapUpdateTriggersToAttributes()}_mapUpdateTriggersToAttributes(){let t={};for(let e in this.attributes)this.attributes[e].getUpdateTriggers().forEach(n=>{t[n]||(t[n]=[]),t[n].push(e)});this.updateTriggers=t}_invalidateTrigger(t,e){let{attributes:r,updateTriggers:n}=this,o=n[t];return o&&o.forEach(s=>{let a=r[s];a&&a.setNeedsUpdate(a.id,e)}),o}_updateAttribute(t){let{attribute:e,numInstances:r}=t;if(G(Xb,e),e.constant){e.setConstantValue(t.context,e.value);return}e.allocate(r)&&G(Kb,e,r),e.updateBuffer(t)&&(this.needsRedraw=!0,G(Jb,e,r))}};var Ir=class extends Lt{get value(){return this._value}_onUpdate(){let{time:t,settings:{fromValue:e,toValue:r,duration:n,easing:o}}=this,s=o(t/n);this._value=ye(e,r,s)}};var Td=1e-5;function Md(i,t,e,r,n){let o=t-i,a=(e-t)*n,c=-o*r;return a+c+o+t}function Qb(i,t,e,r,n){if(Array.isArray(e)){let o=[];for(let s=0;s<e.length;s++)o[s]=Md(i[s],t[s],e[s],r,n);return o}return Md(i,t,e,r,n)}function Ad(i,t){if(Array.isArray(i)){let e=0;for(let r=0;r<i.length;r++){let n=i[r]-t[r];e+=n*n}return Math.sqrt(e)}return Math.abs(i-t)}var Rr=class extends Lt{get value(){return this._currValue}_onUpdate(){let{fromValue:t,toValue:e,damping:r,stiffness:n}=this.settings,{_prevValue:o=t,_currValue:s=t}=this,a=Qb(o,s,e,r,n),c=Ad(a,e),l=Ad(a,s);c<Td&&l<Td&&(a=e,this.end()),this._prevValue=s,this._currValue=a}};var tP={interpolation:Ir,spring:Rr},kr=class{constructor(t){this.transitions=new Map,this.timeline=t}get active(){return this.transitions.size>0}add(t,e,r,n){let{transitions:o}=this;if(o.has(t)){let c=o.get(t),{value:l=c.settings.fromValue}=c;e=l,this.remove(t)}if(n=Oo(n),!n)return;let s=tP[n.type];if(!s){T.error(`unsupported transition type '${n.type}'`)();return}let a=new s(this.timeline);a.start({...n,fromValue:e,toValue:r}),o.set(t,a)}remove(t){let{transitions:e}=this;e.has(t)&&(e.get(t).cancel(),e.delete(t))}update(){let t={};for(let[e,r]of this.transitions)r.update(),t[e]=r.value,r.inProgress||this.remove(e);return t}clear(){for(let t of this.transitions.keys())this.remove(t)}};function Od(i){let t=i[_t];for(let e in t){let r=t[e],{validate:n}=r;if(n&&!n(i[e],r))throw new Error(`Invalid prop ${e}: ${i[e]}`)}}function Id(i,t){let e=Rd({newProps:i,oldProps:t,propTypes:i[_t],ignoreProps:{data:null,updateTriggers:null,extensions:null,transitions:null}}),r=iP(i,t),n=!1;return r||(n=rP(i,t)),{dataChanged:r,propsChanged:e,updateTriggersChanged:n,extensionsChanged:nP(i,t),transitionsChanged:eP(i,t)}}function eP(i,t){if(!i.transitions)return!1;let e={},r=i[_t],n=!1;for(let o in i.transitions){let s=r[o],a=s&&s.type;(a==="number"||a==="color"||a==="array")&&Ic(i[o],t[o],s)&&(e[o]=!0,n=!0)}return n?e:!1}function Rd({newProps:i,oldProps:t,ignoreProps:e={},propTypes:r={},triggerName:n="props"}){if(t===i)return!1;if(typeof i!="object"||i===null)return`${n} changed shallowly`;if(typeof t!="object"||t===null)return`${n} changed shallowly`;for(let o of Object.keys(i))if(!(o in e)){if(!(o in t))return`${n}.${o} added`;let s=Ic(i[o],t[o],r[o]);if(s)return`${n}.${o} ${s}`}for(let o of Object.keys(t))if(!(o in e)){if(!(o in i))return`${n}.${o} dropped`;if(!Object.hasOwnProperty.call(i,o)){let s=Ic(i[o],t[o],r[o]);if(s)return`${n}.${o} ${s}`}}return!1}function Ic(i,t,e){let r=e&&e.equal;return r&&!r(i,t,e)||!r&&(r=i&&t&&i.equals,r&&!r.call(i,t))?"changed deeply":!r&&t!==i?"changed shallowly":null}function iP(i,t){if(t===null)return"oldProps is null, initial diff";let e=!1,{dataComparator:r,_dataDiff:n}=i;return r?r(i.data,t.data)||(e="Data comparator detected a change"):i.data!==t.data&&(e="A new data container was supplied"),e&&n&&(e=n(i.data,t.data)||e),e}function rP(i,t){if(t===null)return{all:!0};if("all"in i.updateTriggers&&Cd(i,t,"all"))return{all:!0};let e={},r=!1;for(let n in i.updateTriggers)n!=="all"&&Cd(i,t,n)&&(e[n]=!0,r=!0);return r?e:!1}function nP(i,t){if(t===null)return!0;let e=t.extensions,{extensions:r}=i;if(r===e)return!1;if(!e||!r||r.length!==e.length)return!0;for(let n=0;n<r.length;n++)if(!r[n].equals(e[n]))return!0;return!1}function Cd(i,t,e){let r=i.updateTriggers[e];r=r??{};let n=t.updateTriggers[e];return n=n??{},Rd({oldProps:n,newProps:r,triggerName:e})}var oP="count(): argument not an object",sP="count(): argument not a container";function kd(i){if(!cP(i))throw new Error(oP);if(typeof i.count=="function")return i.count();if(Number.isFinite(i.size))return i.size;if(Number.isFinite(i.length))return i.length;if(aP(i))return Object.keys(i).length;throw new Error(sP)}function aP(i){return i!==null&&typeof i=="object"&&i.constructor===Object}function cP(i){return i!==null&&typeof i=="object"}function Rc(i,t){if(!t)return i;let e={...i,...t};if("defines"in t&&(e.defines={...i.defines,...t.defines}),"modules"in t&&(e.modules=(i.modules||[]).concat(t.modules),t.modules.some(r=>r.name==="project64"))){let r=e.modules.findIndex(n=>n.name==="project32");r>=0&&e.modules.splice(r,1)}if("inject"in t)if(!i.inject)e.inject=t.inject;else{let r={...i.inject};for(let n in t.inject)r[n]=(r[n]||"")+t.inject[n];e.inject=r}return e}var lP={minFilter:"linear",mipmapFilter:"linear",magFilter:"linear",addressModeU:"clamp-to-edge",addressModeV:"clamp-to-edge"},kc={};function Nd(i,t,e,r){if(e instanceof W)return e;e.constructor&&e.constructor.name!=="Object"&&(e={data:e});let n=null;e.compressed&&(n={minFilter:"linear",mipmapFilter:e.data.length>1?"nearest":"linear"});let{width:o,height:s}=e.data,a=t.createTexture({...e,sampler:{...lP,...n,...r},mipLevels:t.getMipLevelCount(o,s)});return t.type==="webgl"?a.generateMipmapsWebGL():t.type==="webgpu"&&t.generateMipmapsWebGPU(a),kc[a.id]=i,a}function Dd(i,t){!t||!(t instanceof W)||kc[t.id]===i&&(t.delete(),delete kc[t.id])}var fP={boolean:{validate(i,t){return!0},equal(i,t,e){return!!i==!!t}},number:{validate(i,t){return Number.isFinite(i)&&(!("max"in t)||i<=t.max)&&(!("min"in t)||i>=t.min)}},color:{validate(i,t){return t.optional&&!i||Nc(i)&&(i.length===3||i.length===4)},equal(i,t,e){return H(i,t,1)}},accessor:{validate(i,t){let e=zo(i);return e==="function"||e===zo(t.value)},equal(i,t,e){return typeof t=="function"?!0:H(i,t,1)}},array:{validate(i,t){return t.optional&&!i||Nc(i)},equal(i,t,e){let{compare:r}=e,n=Number.isInteger(r)?r:r?1:0;return r?H(i,t,n):i===t}},object:{equal(i,t,e){if(e.ignore)return!0;let{compare:r}=e,n=Number.isInteger(r)?r:r?1:0;return r?H(i,t,n):i===t}},function:{validate(i,t){return t.optional&&!i||typeof i=="function"},equal(i,t,e){return!e.compare&&e.ignore!==!1||i===t}},data:{transform:(i,t,e)=>{if(!i)return i;let{dataTransform:r}=e.props;return r?r(i):typeof i.shape=="string"&&i.shape.endsWith("-table")&&Array.isArray(i.data)?i.data:i}},image:{transform:(i,t,e)=>{let r=e.context;return!r||!r.device?null:Nd(e.id,r.device,i,{...t.parameters,...e.props.textureParameters})},release:(i,t,e)=>{Dd(e.id,i)}}};function zd(i){let t={},e={},r={};for(let[n,o]of Object.entries(i)){let s=o?.deprecatedFor;if(s)r[n]=Array.isArray(s)?s:[s];else{let a=uP(n,o);t[n]=a,e[n]=a.value}}return{propTypes:t,defaultProps:e,deprecatedProps:r}}function uP(i,t){switch(zo(t)){case"object":return Nr(i,t);case"array":return Nr(i,{type:"array",value:t,compare:!1});case"boolean":return Nr(i,{type:"boolean",value:t});case"number":return Nr(i,{type:"number",value:t});case"function":return Nr(i,{type:"function",value:t,compare:!0});default:return{name:i,type:"unknown",value:t}}}function Nr(i,t){return"type"in t?{name:i,...fP[t.type],...t}:"value"in t?{name:i,type:zo(t.value),...t}:{name:i,type:"object",value:t}}function Nc(i){return Array.isArray(i)||ArrayBuffer.isView(i)}function zo(i){return Nc(i)?"array":i===null?"null":typeof i}function Fd(i,t){let e;for(let o=t.length-1;o>=0;o--){let s=t[o];"extensions"in s&&(e=s.extensions)}let r=Dc(i.constructor,e),n=Object.create(r);n[ui]=i,n[zt]={},n[St]={};for(let o=0;o<t.length;++o){let s=t[o];for(let a in s)n[a]=s[a]}return Object.freeze(n),n}var hP="_mergedDefaultProps";function Dc(i,t){if(!(i instanceof Fo.constructor))return{};let e=hP;if(t)for(let n of t){let o=n.constructor;o&&(e+=`:${o.extensionName||o.name}`)}let r=Bd(i,e);return r||(i[e]=dP(i,t||[]))}function dP(i,t){if(!i.prototype)return null;let r=Object.getPrototypeOf(i),n=Dc(r),o=Bd(i,"defaultProps")||{},s=zd(o),a=Object.assign(Object.create(null),n,s.defaultProps),c=Object.assign(Object.create(null),n?.[_t],s.propTypes),l=Object.assign(Object.create(null),n?.[_o],s.deprecatedProps);for(let f of t){let u=Dc(f.constructor);u&&(Object.assign(a,u),Object.assign(c,u[_t]),Object.assign(l,u[_o]))}return pP(a,i),mP(a,c),gP(a,l),a[_t]=c,a[_o]=l,t.length===0&&!zc(i,"_propTypes")&&(i._propTypes=c),a}function pP(i,t){let e=_P(t);Object.defineProperties(i,{id:{writable:!0,value:e}})}function gP(i,t){for(let e in t)Object.defineProperty(i,e,{enumerable:!1,set(r){let n=`${this.id}: ${e}`;for(let o of t[e])zc(this,o)||(this[o]=r);T.deprecated(n,t[e].join("/"))()}})}function mP(i,t){let e={},r={};for(let n in t){let o=t[n],{name:s,value:a}=o;o.async&&(e[s]=a,r[s]=yP(s))}i[Gt]=e,i[zt]={},Object.defineProperties(i,r)}function yP(i){return{enumerable:!0,set(t){typeof t=="string"||t instanceof Promise||Ao(t)?this[zt][i]=t:this[St][i]=t},get(){if(this[St]){if(i in this[St])return this[St][i]||this[Gt][i];if(i in this[zt]){let t=this[ui]&&this[ui].internalState;if(t&&t.hasAsyncProp(i))return t.getAsyncProp(i)||this[Gt][i]}}return this[Gt][i]}}}function zc(i,t){return Object.prototype.hasOwnProperty.call(i,t)}function Bd(i,t){return zc(i,t)&&i[t]}function _P(i){let t=i.componentName;return t||T.warn(`${i.name}.componentName not specified`)(),t||i.name}var xP=0,Dr=class{constructor(...t){this.props=Fd(this,t),this.id=this.props.id,this.count=xP++}clone(t){let{props:e}=this,r={};for(let n in e[Gt])n in e[St]?r[n]=e[St][n]:n in e[zt]&&(r[n]=e[zt][n]);return new this.constructor({...e,...r,...t})}};Dr.componentName="Component";Dr.defaultProps={};var Fo=Dr;var vP=Object.freeze({}),zr=class{constructor(t){this.component=t,this.asyncProps={},this.onAsyncPropUpdated=()=>{},this.oldProps=null,this.oldAsyncProps=null}finalize(){for(let t in this.asyncProps){let e=this.asyncProps[t];e&&e.type&&e.type.release&&e.type.release(e.resolvedValue,e.type,this.component)}this.asyncProps={},this.component=null,this.resetOldProps()}getOldProps(){return this.oldAsyncProps||this.oldProps||vP}resetOldProps(){this.oldAsyncProps=null,this.oldProps=this.component?this.component.props:null}hasAsyncProp(t){return t in this.asyncProps}getAsyncProp(t){let e=this.asyncProps[t];return e&&e.resolvedValue}isAsyncPropLoading(t){if(t){let e=this.asyncProps[t];return!!(e&&e.pendingLoadCount>0&&e.pendingLoadCount!==e.resolvedLoadCount)}for(let e in this.asyncProps)if(this.isAsyncPropLoading(e))return!0;return!1}reloadAsyncProp(t,e){this._watchPromise(t,Promise.resolve(e))}setAsyncProps(t){this.component=t[ui]||this.component;let e=t[St]||{},r=t[zt]||t,n=t[Gt]||{};for(let o in e){let s=e[o];this._createAsyncPropData(o,n[o]),this._updateAsyncProp(o,s),e[o]=this.getAsyncProp(o)}for(let o in r){let s=r[o];this._createAsyncPropData(o,n[o]),this._updateAsyncProp(o,s)}}_fetch(t,e){return null}_onResolve(t,e){}_onError(t,e){}_updateAsyncProp(t,e){if(this._didAsyncInputValueChange(t,e)){if(typeof e=="string"&&(e=this._fetch(t,e)),e instanceof Promise){this._watchPromise(t,e);return}if(Ao(e)){this._resolveAsyncIterable(t,e);return}this._setPropValue(t,e)}}_freezeAsyncOldProps(){if(!this.oldAsyncProps&&this.oldProps){this.oldAsyncProps=Object.create(this.oldProps);for(let t in this.asyncProps)Object.defineProperty(this.oldAsyncProps,t,{enumerable:!0,value:this.oldProps[t]})}}_didAsyncInputValueChange(t,e){let r=this.asyncProps[t];return e===r.resolvedValue||e===r.lastValue?!1:(r.lastValue=e,!0)}_setPropValue(t,e){this._freezeAsyncOldProps();let r=this.asyncProps[t];r&&(e=this._postProcessValue(r,e),r.resolvedValue=e,r.pendingLoadCount++,r.resolvedLoadCount=r.pendingLoadCount)}_setAsyncPropValue(t,e,r){let n=this.asyncProps[t];n&&r>=n.resolvedLoadCount&&e!==void 0&&(this._freezeAsyncOldProps(),n.resolvedValue=e,n.resolvedLoadCount=r,this.onAsyncPropUpdated(t,e))}_watchPromise(t,e){let r=this.asyncProps[t];if(r){r.pendingLoadCount++;let n=r.pendingLoadCount;e.then(o=>{this.component&&(o=this._postProcessValue(r,o),this._setAsyncPropValue(t,o,n),this._onResolve(t,o))}).catch(o=>{this._onError(t,o)})}}async _resolveAsyncIterable(t,e){if(t!=="data"){this._setPropValue(t,e);return}let r=this.asyncProps[t];if(!r)return;r.pendingLoadCount++;let n=r.pendingLoadCount,o=[],s=0;for await(let a of e){if(!this.component)return;let{dataTransform:c}=this.component.props;c?o=c(a,o):o=o.concat(a),Object.defineProperty(o,"__diff",{enumerable:!1,value:[{startRow:s,endRow:o.length}]}),s=o.length,this._setAsyncPropValue(t,o,n)}this._onResolve(t,o)}_postProcessValue(t,e){let r=t.type;return r&&this.component&&(r.release&&r.release(t.resolvedValue,r,this.component),r.transform)?r.transform(e,r,this.component):e}_createAsyncPropData(t,e){if(!this.asyncProps[t]){let n=this.component&&this.component.props[_t];this.asyncProps[t]={type:n&&n[t],lastValue:null,resolvedValue:e,pendingLoadCount:0,resolvedLoadCount:0}}}};var Fr=class extends zr{constructor({attributeManager:t,layer:e}){super(e),this.attributeManager=t,this.needsRedraw=!0,this.needsUpdate=!0,this.subLayers=null,this.usesPickingColorCache=!1}get layer(){return this.component}_fetch(t,e){let r=this.layer,n=r?.props.fetch;return n?n(e,{propName:t,layer:r}):super._fetch(t,e)}_onResolve(t,e){let r=this.layer;if(r){let n=r.props.onDataLoad;t==="data"&&n&&n(e,{propName:t,layer:r})}}_onError(t,e){let r=this.layer;r&&r.raiseError(e,`loading ${t} of ${this.layer}`)}};var wP="layer.changeFlag",bP="layer.initialize",PP="layer.update",EP="layer.finalize",SP="layer.matched",Ud=2**24-1,LP=Object.freeze([]),TP=Dt(({oldViewport:i,viewport:t})=>i.equals(t)),xt=new Uint8ClampedArray(0),MP={data:{type:"data",value:LP,async:!0},dataComparator:{type:"function",value:null,optional:!0},_dataDiff:{type:"function",value:i=>i&&i.__diff,optional:!0},dataTransform:{type:"function",value:null,optional:!0},onDataLoad:{type:"function",value:null,optional:!0},onError:{type:"function",value:null,optional:!0},fetch:{type:"function",value:(i,{propName:t,layer:e,loaders:r,loadOptions:n,signal:o})=>{let{resourceManager:s}=e.context;n=n||e.getLoadOptions(),r=r||e.props.loaders,o&&(n={...n,core:{...n?.core,fetch:{...n?.core?.fetch,signal:o}}});let a=s.contains(i);return!a&&!n&&(s.add({resourceId:i,data:Jt(i,r),persistent:!1}),a=!0),a?s.subscribe({resourceId:i,onChange:c=>e.internalState?.reloadAsyncProp(t,c),consumerId:e.id,requestId:t}):Jt(i,r,n)}},updateTriggers:{},visible:!0,pickable:!1,opacity:{type:"number",min:0,max:1,value:1},operation:"draw",onHover:{type:"function",value:null,optional:!0},onClick:{type:"function",value:null,optional:!0},onDragStart:{type:"function",value:null,optional:!0},onDrag:{type:"function",value:null,optional:!0},onDragEnd:{type:"function",value:null,optional:!0},coordinateSystem:"default",coordinateOrigin:{type:"array",value:[0,0,0],compare:!0},modelMatrix:{type:"array",value:null,compare:!0,optional:!0},wrapLongitude:!1,positionFormat:"XYZ",colorFormat:"RGBA",parameters:{type:"object",value:{},optional:!0,compare:2},loadOptions:{type:"object",value:null,optional:!0,ignore:!0},transitions:null,extensions:[],loaders:{type:"array",value:[],optional:!0,ignore:!0},getPolygonOffset:{type:"function",value:({layerIndex:i})=>[0,-i*100]},highlightedObjectIndex:null,autoHighlight:!1,highlightColor:{type:"accessor",value:[0,0,128,128]}},Br=class extends Fo{constructor(){super(...arguments),this.internalState=null,this.lifecycle=oe.NO_STATE,this.parent=null}static get componentName(){return Object.prototype.hasOwnProperty.call(this,"layerName")?this.layerName:""}get root(){let t=this;for(;t.parent;)t=t.parent;return t}toString(){return`${this.constructor.layerName||this.constructor.name}({id: '${this.props.id}'})`}project(t){B(this.internalState);let e=this.internalState.viewport||this.context.viewport,r=po(t,{viewport:e,modelMatrix:this.props.modelMatrix,coordinateOrigin:this.props.coordinateOrigin,coordinateSystem:this.props.coordinateSystem}),[n,o,s]=oi(r,e.pixelProjectionMatrix);return t.length===2?[n,o]:[n,o,s]}unproject(t){return B(this.internalState),(this.internalState.viewport||this.context.viewport).unproject(t)}projectPosition(t,e){B(this.internalState);let r=this.internalState.viewport||this.context.viewport;return Nh(t,{viewport:r,modelMatrix:this.props.modelMatrix,coordinateOrigin:this.props.coordinateOrigin,coordinateSystem:this.props.coordinateSystem,...e})}get isComposite(){return!1}get isDrawable(){return!0}setState(t){this.setChangeFlags({stateChanged:!0}),Object.assign(this.state,t),this.setNeedsRedraw()}setNeedsRedraw(){this.internalState&&(this.internalState.needsRedraw=!0)}setNeedsUpdate(){this.internalState&&(this.context.layerManager.setNeedsUpdate(String(this)),this.internalState.needsUpdate=!0)}get isLoaded(){return this.internalState?!this.internalState.isAsyncPropLoading():!1}get wrapLongitude(){return this.props.wrapLongitude}isPickable(){return this.props.pickable&&this.props.visible}getModels(){let t=this.state;return t&&(t.models||t.model&&[t.model])||[]}setShaderModuleProps(...t){for(let e of this.getModels())e.shaderInputs.setProps(...t)}getAttributeManager(){return this.internalState&&this.internalState.attributeManager}getCurrentLayer(){return this.internalState&&this.internalState.layer}getLoadOptions(){return this.props.loadOptions}use64bitPositions(){let{coordinateSystem:t}=this.props;return t==="default"||t==="lnglat"||t==="cartesian"}onHover(t,e){return this.props.onHover&&this.props.onHover(t,e)||!1}onClick(t,e){return this.props.onClick&&this.props.onClick(t,e)||!1}nullPickingColor(){return[0,0,0]}encodePickingColor(t,e=[]){return e[0]=t+1&255,e[1]=t+1>>8&255,e[2]=t+1>>8>>8&255,e}decodePickingColor(t){B(t instanceof Uint8Array);let[e,r,n]=t;return e+r*256+n*65536-1}getNumInstances(){return Number.isFinite(this.props.numInstances)?this.props.numInstances:this.state&&this.state.numInstances!==void 0?this.state.numInstances:kd(this.props.data)}getStartIndices(){return this.props.startIndices?this.props.startIndices:this.state&&this.state.startIndices?this.state.startIndices:null}getBounds(){return this.getAttributeManager()?.getBounds(["positions","instancePositions"])}getShaders(t){t=Rc(t,{disableWarnings:!0,modules:this.context.defaultShaderModules});for(let e of this.props.extensions)t=Rc(t,e.getShaders.call(this,e));return t}shouldUpdateState(t){return t.changeFlags.propsOrDataChanged}updateState(t){let e=this.getAttributeManager(),{dataChanged:r}=t.changeFlags;if(r&&e)if(Array.isArray(r))for(let n of r)e.invalidateAll(n);else e.invalidateAll();if(e){let{props:n}=t,o=this.internalState.hasPickingBuffer,s=Number.isInteger(n.highlightedObjectIndex)||!!n.pickable||n.extensions.some(a=>a.getNeedsPickingBuffer.call(this,a));if(o!==s){this.internalState.hasPickingBuffer=s;let{pickingColors:a,instancePickingColors:c}=e.attributes,l=a||c;l&&(s&&l.constant&&(l.constant=!1,e.invalidate(l.id)),!l.value&&!s&&(l.constant=!0,l.value=[0,0,0]))}}}finalizeState(t){for(let r of this.getModels())r.destroy();let e=this.getAttributeManager();e&&e.finalize(),this.context&&this.context.resourceManager.unsubscribe({consumerId:this.id}),this.internalState&&(this.internalState.uniformTransitions.clear(),this.internalState.finalize())}draw(t){for(let e of this.getModels())e.draw(t.renderPass)}getPickingInfo({info:t,mode:e,sourceLayer:r}){let{index:n}=t;return n>=0&&Array.isArray(this.props.data)&&(t.object=this.props.data[n]),t}raiseError(t,e){e&&(t=new Error(`${e}: ${t.message}`,{cause:t})),this.props.onError?.(t)||this.context?.onError?.(t,this)}getNeedsRedraw(t={clearRedrawFlags:!1}){return this._getNeedsRedraw(t)}needsUpdate(){return this.internalState?this.internalState.needsUpdate||this.hasUniformTransition()||this.shouldUpdateState(this._getUpdateParams()):!1}hasUniformTransition(){return this.internalState?.uniformTransitions.active||!1}activateViewport(t){if(!this.internalState)return;let e=this.internalState.viewport;this.internalState.viewport=t,(!e||!TP({oldViewport:e,viewport:t}))&&(this.setChangeFlags({viewportChanged:!0}),this.isComposite?this.needsUpdate()&&this.setNeedsUpdate():this._update())}invalidateAttribute(t="all"){let e=this.getAttributeManager();e&&(t==="all"?e.invalidateAll():e.invalidate(t))}updateAttributes(t){let e=!1;for(let r in t)t[r].layoutChanged()&&(e=!0);for(let r of this.getModels())this._setModelAttributes(r,t,e)}_updateAttributes(){let t=this.getAttributeManager();if(!t)return;let e=this.props,r=this.getNumInstances(),n=this.getStartIndices();t.update({data:e.data,numInstances:r,startIndices:n,props:e,transitions:e.transitions,buffers:e.data.attributes,context:this});let o=t.getChangedAttributes({clearChangedFlags:!0});this.updateAttributes(o)}_updateAttributeTransition(){let t=this.getAttributeManager();t&&t.updateTransition()}_updateUniformTransition(){let{uniformTransitions:t}=this.internalState;if(t.active){let e=t.update(),r=Object.create(this.props);for(let n in e)Object.defineProperty(r,n,{value:e[n]});return r}return this.props}calculateInstancePickingColors(t,{numInstances:e}){if(t.constant)return;let r=Math.floor(xt.length/4);this.internalState.usesPickingColorCache=!0;let n=e>0&&xt[0]===0;if(r<e||n){e>Ud&&T.warn("Layer has too many data objects. Picking might not be able to distinguish all objects.")(),xt=Et.allocate(xt,e,{size:4,copy:!0,maxCount:Math.max(e,Ud)});let o=Math.floor(xt.length/4),s=[0,0,0],a=n?0:r;for(let c=a;c<o;c++)this.encodePickingColor(c,s),xt[c*4+0]=s[0],xt[c*4+1]=s[1],xt[c*4+2]=s[2],xt[c*4+3]=0}t.value=xt.subarray(0,e*4)}_setModelAttributes(t,e,r=!1){if(!Object.keys(e).length)return;if(r){let a=this.getAttributeManager();t.setBufferLayout(a.getBufferLayouts(t)),e=a.getAttributes()}let n=t.userData?.excludeAttributes||{},o={},s={};for(let a in e){if(n[a])continue;let c=e[a].getValue();for(let l in c){let f=c[l];f instanceof U?e[a].settings.isIndexed?t.setIndexBuffer(f):o[l]=f:f&&(s[l]=f)}}t.setAttributes(o),t.setConstantAttributes(s)}disablePickingIndex(t){let e=this.props.data;if(!("attributes"in e)){this._disablePickingIndex(t);return}let{pickingColors:r,instancePickingColors:n}=this.getAttributeManager().attributes,o=r||n,s=o&&e.attributes&&e.attributes[o.id];if(s&&s.value){let a=s.value,c=this.encodePickingColor(t);for(let l=0;l<e.length;l++){let f=o.getVertexOffset(l);a[f]===c[0]&&a[f+1]===c[1]&&a[f+2]===c[2]&&this._disablePickingIndex(l)}}else this._disablePickingIndex(t)}_disablePickingIndex(t){let{pickingColors:e,instancePickingColors:r}=this.getAttributeManager().attributes,n=e||r;if(!n)return;let o=n.getVertexOffset(t),s=n.getVertexOffset(t+1);n.buffer.write(new Uint8Array(s-o),o)}restorePickingColors(){let{pickingColors:t,instancePickingColors:e}=this.getAttributeManager().attributes,r=t||e;r&&(this.internalState.usesPickingColorCache&&r.value.buffer!==xt.buffer&&(r.value=xt.subarray(0,r.value.length)),r.updateSubBuffer({startOffset:0}))}_initialize(){B(!this.internalState),G(bP,this);let t=this._getAttributeManager();t&&t.addInstanced({instancePickingColors:{type:"uint8",size:4,noAlloc:!0,update:this.calculateInstancePickingColors}}),this.internalState=new Fr({attributeManager:t,layer:this}),this._clearChangeFlags(),this.state={},Object.defineProperty(this.state,"attributeManager",{get:()=>(T.deprecated("layer.state.attributeManager","layer.getAttributeManager()")(),t)}),this.internalState.uniformTransitions=new kr(this.context.timeline),this.internalState.onAsyncPropUpdated=this._onAsyncPropUpdated.bind(this),this.internalState.setAsyncProps(this.props),this.initializeState(this.context);for(let e of this.props.extensions)e.initializeState.call(this,this.context,e);this.setChangeFlags({dataChanged:"init",propsChanged:"init",viewportChanged:!0,extensionsChanged:!0}),this._update()}_transferState(t){G(SP,this,this===t);let{state:e,internalState:r}=t;this!==t&&(this.internalState=r,this.state=e,this.internalState.setAsyncProps(this.props),this._diffProps(this.props,this.internalState.getOldProps()))}_update(){let t=this.needsUpdate();if(G(PP,this,t),!t)return;this.context.stats.get("Layer updates").incrementCount();let e=this.props,r=this.context,n=this.internalState,o=r.viewport,s=this._updateUniformTransition();n.propsInTransition=s,r.viewport=n.viewport||o,this.props=s;try{let a=this._getUpdateParams(),c=this.getModels();if(r.device)this.updateState(a);else try{this.updateState(a)}catch{}for(let f of this.props.extensions)f.updateState.call(this,a,f);this.setNeedsRedraw(),this._updateAttributes();let l=this.getModels()[0]!==c[0];this._postUpdate(a,l)}finally{r.viewport=o,this.props=e,this._clearChangeFlags(),n.needsUpdate=!1,n.resetOldProps()}}_finalize(){G(EP,this),this.finalizeState(this.context);for(let t of this.props.extensions)t.finalizeState.call(this,this.context,t)}_drawLayer({renderPass:t,shaderModuleProps:e=null,uniforms:r={},parameters:n={}}){this._updateAttributeTransition();let o=this.props,s=this.context;this.props=this.internalState.propsInTransition||o;try{e&&this.setShaderModuleProps(e);let{getPolygonOffset:a}=this.props,c=a&&a(r)||[0,0];s.device instanceof yn&&s.device.setParametersWebGL({polygonOffset:c});let l=s.device instanceof yn?null:AP(n);if(CP(this.getModels(),t,n,l),s.device instanceof yn)s.device.withParametersWebGL(n,()=>{let f={renderPass:t,shaderModuleProps:e,uniforms:r,parameters:n,context:s};for(let u of this.props.extensions)u.draw.call(this,f,u);this.draw(f)});else{l?.renderPassParameters&&t.setParameters(l.renderPassParameters);let f={renderPass:t,shaderModuleProps:e,uniforms:r,parameters:n,context:s};for(let u of this.props.extensions)u.draw.call(this,f,u);this.draw(f)}}finally{this.props=o}}getChangeFlags(){return this.internalState?.changeFlags}setChangeFlags(t){if(!this.internalState)return;let{changeFlags:e}=this.internalState;for(let n in t)if(t[n]){let o=!1;switch(n){case"dataChanged":let s=t[n],a=e[n];s&&Array.isArray(a)&&(e.dataChanged=Array.isArray(s)?a.concat(s):s,o=!0);default:e[n]||(e[n]=t[n],o=!0)}o&&G(wP,this,n,t)}let r=!!(e.dataChanged||e.updateTriggersChanged||e.propsChanged||e.extensionsChanged);e.propsOrDataChanged=r,e.somethingChanged=r||e.viewportChanged||e.stateChanged}_clearChangeFlags(){this.internalState.changeFlags={dataChanged:!1,propsChanged:!1,updateTriggersChanged:!1,viewportChanged:!1,stateChanged:!1,extensionsChanged:!1,propsOrDataChanged:!1,somethingChanged:!1}}_diffProps(t,e){let r=Id(t,e);if(r.updateTriggersChanged)for(let n in r.updateTriggersChanged)r.updateTriggersChanged[n]&&this.invalidateAttribute(n);if(r.transitionsChanged)for(let n in r.transitionsChanged)this.internalState.uniformTransitions.add(n,e[n],t[n],t.transitions?.[n]);return this.setChangeFlags(r)}validateProps(){Od(this.props)}updateAutoHighlight(t){this.props.autoHighlight&&!Number.isInteger(this.props.highlightedObjectIndex)&&this._updateAutoHighlight(t)}_updateAutoHighlight(t){let e={highlightedObjectColor:t.picked?t.color:null},{highlightColor:r}=this.props;t.picked&&typeof r=="function"&&(e.highlightColor=r(t)),this.setShaderModuleProps({picking:e}),this.setNeedsRedraw()}_getAttributeManager(){let t=this.context;return new Or(t.device,{id:this.props.id,stats:t.stats,timeline:t.timeline})}_postUpdate(t,e){let{props:r,oldProps:n}=t,o=this.state.model;o?.isInstanced&&o.setInstanceCount(this.getNumInstances());let{autoHighlight:s,highlightedObjectIndex:a,highlightColor:c}=r;if(e||n.autoHighlight!==s||n.highlightedObjectIndex!==a||n.highlightColor!==c){let l={};Array.isArray(c)&&(l.highlightColor=c),(e||n.autoHighlight!==s||a!==n.highlightedObjectIndex)&&(l.highlightedObjectColor=Number.isFinite(a)&&a>=0?this.encodePickingColor(a):null),this.setShaderModuleProps({picking:l})}}_getUpdateParams(){return{props:this.props,oldProps:this.internalState.getOldProps(),context:this.context,changeFlags:this.internalState.changeFlags}}_getNeedsRedraw(t){if(!this.internalState)return!1;let e=!1;e=e||this.internalState.needsRedraw&&this.id;let r=this.getAttributeManager(),n=r?r.getNeedsRedraw(t):!1;if(e=e||n,e)for(let o of this.props.extensions)o.onNeedsRedraw.call(this,o);return this.internalState.needsRedraw=this.internalState.needsRedraw&&!t.clearRedrawFlags,e}_onAsyncPropUpdated(){this._diffProps(this.props,this.internalState.getOldProps()),this.setNeedsUpdate()}};Br.defaultProps=MP;Br.layerName="Layer";var ut=Br;function AP(i){let{blendConstant:t,...e}=i;return t?{pipelineParameters:e,renderPassParameters:{blendConstant:t}}:{pipelineParameters:e}}function CP(i,t,e,r){for(let n of i)n.device.type==="webgpu"?(OP(n,t),n.setParameters({...n.parameters,...r?.pipelineParameters})):n.setParameters(e)}function OP(i,t){let e=t.props.framebuffer||(t.framebuffer??null);if(!e)return;let r=e.colorAttachments.map(s=>s?.texture?.format??null),n=e.depthStencilAttachment?.texture?.format,o=i;(!IP(o.props.colorAttachmentFormats,r)||o.props.depthStencilAttachmentFormat!==n)&&(o.props.colorAttachmentFormats=r,o.props.depthStencilAttachmentFormat=n,o._setPipelineNeedsUpdate("attachment formats"))}function IP(i,t){if(i===t)return!0;if(!i||!t||i.length!==t.length)return!1;for(let e=0;e<i.length;e++)if(i[e]!==t[e])return!1;return!0}var RP="compositeLayer.renderLayers",Bo=class extends ut{get isComposite(){return!0}get isDrawable(){return!1}get isLoaded(){return super.isLoaded&&this.getSubLayers().every(t=>t.isLoaded)}getSubLayers(){return this.internalState&&this.internalState.subLayers||[]}initializeState(t){}setState(t){super.setState(t),this.setNeedsUpdate()}getPickingInfo({info:t}){let{object:e}=t;return e&&e.__source&&e.__source.parent&&e.__source.parent.id===this.id&&(t.object=e.__source.object,t.index=e.__source.index),t}filterSubLayer(t){return!0}shouldRenderSubLayer(t,e){return e&&e.length}getSubLayerClass(t,e){let{_subLayerProps:r}=this.props;return r&&r[t]&&r[t].type||e}getSubLayerRow(t,e,r){return t.__source={parent:this,object:e,index:r},t}getSubLayerAccessor(t){if(typeof t=="function"){let e={index:-1,data:this.props.data,target:[]};return(r,n)=>r&&r.__source?(e.index=r.__source.index,t(r.__source.object,e)):t(r,n)}return t}getSubLayerProps(t={}){let{opacity:e,pickable:r,visible:n,parameters:o,getPolygonOffset:s,highlightedObjectIndex:a,autoHighlight:c,highlightColor:l,coordinateSystem:f,coordinateOrigin:u,wrapLongitude:h,positionFormat:d,modelMatrix:p,extensions:m,fetch:g,operation:x,_subLayerProps:v}=this.props,y={id:"",updateTriggers:{},opacity:e,pickable:r,visible:n,parameters:o,getPolygonOffset:s,highlightedObjectIndex:a,autoHighlight:c,highlightColor:l,coordinateSystem:f,coordinateOrigin:u,wrapLongitude:h,positionFormat:d,modelMatrix:p,extensions:m,fetch:g,operation:x},_=v&&t.id&&v[t.id],w=_&&_.updateTriggers,b=t.id||"sublayer";if(_){let E=this.props[_t],L=t.type?t.type._propTypes:{};for(let S in _){let P=L[S]||E[S];P&&P.type==="accessor"&&(_[S]=this.getSubLayerAccessor(_[S]))}}Object.assign(y,t,_),y.id=`${this.props.id}-${b}`,y.updateTriggers={all:this.props.updateTriggers?.all,...t.updateTriggers,...w};for(let E of m){let L=E.getSubLayerProps.call(this,E);L&&Object.assign(y,L,{updateTriggers:Object.assign(y.updateTriggers,L.updateTriggers)})}return y}_updateAutoHighlight(t){for(let e of this.getSubLayers())e.updateAutoHighlight(t)}_getAttributeManager(){return null}_postUpdate(t,e){let r=this.internalState.subLayers,n=!r||this.needsUpdate();if(n){let o=this.renderLayers();r=hi(o,Boolean),this.internalState.subLayers=r}G(RP,this,n,r);for(let o of r)o.parent=this}};Bo.layerName="CompositeLayer";var Ur=Bo;var ae=class{constructor(t){this.indexStarts=[0],this.vertexStarts=[0],this.vertexCount=0,this.instanceCount=0;let{attributes:e={}}=t;this.typedArrayManager=Et,this.attributes={},this._attributeDefs=e,this.opts=t,this.updateGeometry(t)}updateGeometry(t){Object.assign(this.opts,t);let{data:e,buffers:r={},getGeometry:n,geometryBuffer:o,positionFormat:s,dataChanged:a,normalize:c=!0}=this.opts;if(this.data=e,this.getGeometry=n,this.positionSize=o&&o.size||(s==="XY"?2:3),this.buffers=r,this.normalize=c,o&&(B(e.startIndices),this.getGeometry=this.getGeometryFromBuffer(o),c||(r.vertexPositions=o)),this.geometryBuffer=r.vertexPositions,Array.isArray(a))for(let l of a)this._rebuildGeometry(l);else this._rebuildGeometry()}updatePartialGeometry({startRow:t,endRow:e}){this._rebuildGeometry({startRow:t,endRow:e})}getGeometryFromBuffer(t){let e=t.value||t;return ArrayBuffer.isView(e)?Co(e,{size:this.positionSize,offset:t.offset,stride:t.stride,startIndices:this.data.startIndices}):null}_allocate(t,e){let{attributes:r,buffers:n,_attributeDefs:o,typedArrayManager:s}=this;for(let a in o)if(a in n)s.release(r[a]),r[a]=null;else{let c=o[a];c.copy=e,r[a]=s.allocate(r[a],t,c)}}_forEachGeometry(t,e,r){let{data:n,getGeometry:o}=this,{iterable:s,objectInfo:a}=Tt(n,e,r);for(let c of s){a.index++;let l=o?o(c,a):null;t(l,a.index)}}_rebuildGeometry(t){if(!this.data)return;let{indexStarts:e,vertexStarts:r,instanceCount:n}=this,{data:o,geometryBuffer:s}=this,{startRow:a=0,endRow:c=1/0}=t||{},l={};if(t||(e=[0],r=[0]),this.normalize||!s)this._forEachGeometry((u,h)=>{let d=u&&this.normalizeGeometry(u);l[h]=d,r[h+1]=r[h]+(d?this.getGeometrySize(d):0)},a,c),n=r[r.length-1];else if(r=o.startIndices,n=r[o.length]||0,ArrayBuffer.isView(s))n=n||s.length/this.positionSize;else if(s instanceof U){let u=this.positionSize*4;n=n||s.byteLength/u}else if(s.buffer){let u=s.stride||this.positionSize*4;n=n||s.buffer.byteLength/u}else if(s.value){let u=s.value,h=s.stride/u.BYTES_PER_ELEMENT||this.positionSize;n=n||u.length/h}this._allocate(n,!!t),this.indexStarts=e,this.vertexStarts=r,this.instanceCount=n;let f={};this._forEachGeometry((u,h)=>{let d=l[h]||u;f.vertexStart=r[h],f.indexStart=e[h];let p=h<r.length-1?r[h+1]:n;f.geometrySize=p-r[h],f.geometryIndex=h,this.updateGeometryAttributes(d,f)},a,c),this.vertexCount=e[e.length-1]}};var Uo=class{constructor(t,e){this._parent=t,this._onProblem=e,this._style=null,this.problem=null}async show(t){if(t===this._style||(this._style=t,this._map?.remove(),this._map=null,!t))return;let{openMap:e}=await import("./maplibre-4JJ3JBOJ.js");this._map=e(this._parent,t,r=>{this.problem=r,this._onProblem()}),this._view&&this.follow(this._view)}follow(t){this._view=t,this._map?.jumpTo({center:[t.longitude,t.latitude],zoom:t.zoom})}destroy(){this._map?.remove()}};var Fc={jet:"M32 2C35.8 2 37.8 7 37.8 13V21.5L61.5 36.5V45L37.8 38.6L36.6 49.5L44.5 55.5V61.5L32 58.4L19.5 61.5V55.5L27.4 49.5L26.2 38.6L2.5 45V36.5L26.2 21.5V13C26.2 7 28.2 2 32 2Z",heavy:"M32 1C36.8 1 39 6 39 12V20L46 24.4V20.5H51V27.6L63 35.5V43.5L39 38L37.6 49.5L47 56V62L32 58.8L17 62V56L26.4 49.5L25 38L1 43.5V35.5L13 27.6V20.5H18V24.4L25 20V12C25 6 27.2 1 32 1Z",fast:"M32 1L36.5 20L39 27L58 50V55L38.5 50.5L37 56L42 61V63L32 60.5L22 63V61L27 56L25.5 50.5L6 55V50L25 27L27.5 20Z",light:"M32 6C35 6 36.4 9 36.6 13L36.9 20L61 22.5V30.5L36.9 32L35.3 49.5L43.5 52V57.5L32 58.5L20.5 57.5V52L28.7 49.5L27.1 32L3 30.5V22.5L27.1 20L27.4 13C27.6 9 29 6 32 6Z",helicopter:"M32 17C37.5 17 40 22 40 28C40 34 37.5 38.5 34.6 40.5L34 54H39.5V59H24.5V54H30L29.4 40.5C26.5 38.5 24 34 24 28C24 22 26.5 17 32 17ZM8 2L32 25L56 2L60 6L36 29L60 50L56 54L32 32L8 54L4 50L28 29L4 6Z",glider:"M32 9C34 9 35 12 35.2 16L35.4 22L63.5 25V29L35 31L33.8 50L39.5 52V56H24.5V52L30.2 50L29 31L0.5 29V25L28.6 22L28.8 16C29 12 30 9 32 9Z",balloon:"M32 4C44 4 52 13 52 24C52 34 44 42 38 47H26C20 42 12 34 12 24C12 13 20 4 32 4ZM26 50H38V60H26Z",drone:"M15 6A9 9 0 1 1 14.9 6ZM49 6A9 9 0 1 1 48.9 6ZM15 40A9 9 0 1 1 14.9 40ZM49 40A9 9 0 1 1 48.9 40ZM18 15L32 27L46 15L49 18L37 32L49 46L46 49L32 37L18 49L15 46L27 32L15 18Z",vehicle:"M20 6H44Q48 6 48 12V54Q48 58 44 58H20Q16 58 16 54V12Q16 6 20 6Z",disc:"M32 15A17 17 0 1 1 31.9 15Z"},ce=72,jd=64,Vd=4;function Wd(){let i=Object.keys(Fc),t=document.createElement("canvas");t.width=ce*i.length,t.height=2*ce;let e=t.getContext("2d"),r={fill:[],edge:[]};return i.forEach((n,o)=>{let s=new Path2D(Fc[n]);for(let[a,c]of["fill","edge"].entries())e.setTransform(1,0,0,1,o*ce+Vd,a*ce+Vd),e.fillStyle=e.strokeStyle="#fff",e.lineWidth=5,e.lineJoin="round",e.fill(s),c==="edge"&&e.stroke(s),r[c].push([0,0,o*ce,a*ce,ce,ce,1])}),{image:t,definitions:r}}function Gd(i,t,e){let r=document.createElementNS("http://www.w3.org/2000/svg","svg");r.setAttribute("viewBox",`0 0 ${jd} ${jd}`),r.setAttribute("width",e),r.setAttribute("height",e),r.setAttribute("aria-hidden","true");let n=document.createElementNS("http://www.w3.org/2000/svg","path");return n.setAttribute("d",Fc[i]),n.setAttribute("fill",t),r.append(n),r}function $d(i){return i.map(({title:t,words:e,colour:r,shape:n,ring:o})=>{let s=document.createElement("li");if(t)return s.className="fw-map-legend-title",s.textContent=t,s;if(o){let a=document.createElement("span");a.className="fw-map-legend-ring",a.style.borderColor=o,s.append(a)}else s.append(Gd(n,r,16));return s.append(e),s})}var Hd=`layout(std140) uniform iconUniforms {
  float sizeScale;
  vec2 iconsTextureDim;
  float sizeBasis;
  float sizeMinPixels;
  float sizeMaxPixels;
  bool billboard;
  highp int sizeUnits;
  float alphaCutoff;
} icon;
`,Yd={name:"icon",vs:Hd,fs:Hd,uniformTypes:{sizeScale:"f32",iconsTextureDim:"vec2<f32>",sizeBasis:"f32",sizeMinPixels:"f32",sizeMaxPixels:"f32",billboard:"f32",sizeUnits:"i32",alphaCutoff:"f32"}};var qd=`#version 300 es
#define SHADER_NAME icon-layer-vertex-shader
in vec2 positions;
in vec3 instancePositions;
in vec3 instancePositions64Low;
in float instanceSizes;
in float instanceAngles;
in vec4 instanceColors;
in vec3 instancePickingColors;
in vec4 instanceIconFrames;
in float instanceColorModes;
in vec2 instanceOffsets;
in vec2 instancePixelOffset;
out float vColorMode;
out vec4 vColor;
out vec2 vTextureCoords;
out vec2 uv;
vec2 rotate_by_angle(vec2 vertex, float angle) {
float angle_radian = angle * PI / 180.0;
float cos_angle = cos(angle_radian);
float sin_angle = sin(angle_radian);
mat2 rotationMatrix = mat2(cos_angle, -sin_angle, sin_angle, cos_angle);
return rotationMatrix * vertex;
}
void main(void) {
geometry.worldPosition = instancePositions;
geometry.uv = positions;
geometry.pickingColor = instancePickingColors;
uv = positions;
vec2 iconSize = instanceIconFrames.zw;
float sizePixels = clamp(
project_size_to_pixel(instanceSizes * icon.sizeScale, icon.sizeUnits),
icon.sizeMinPixels, icon.sizeMaxPixels
);
float iconConstraint = icon.sizeBasis == 0.0 ? iconSize.x : iconSize.y;
float instanceScale = iconConstraint == 0.0 ? 0.0 : sizePixels / iconConstraint;
vec2 pixelOffset = positions / 2.0 * iconSize + instanceOffsets;
pixelOffset = rotate_by_angle(pixelOffset, instanceAngles) * instanceScale;
pixelOffset += instancePixelOffset;
pixelOffset.y *= -1.0;
if (icon.billboard)  {
gl_Position = project_position_to_clipspace(instancePositions, instancePositions64Low, vec3(0.0), geometry.position);
DECKGL_FILTER_GL_POSITION(gl_Position, geometry);
vec3 offset = vec3(pixelOffset, 0.0);
DECKGL_FILTER_SIZE(offset, geometry);
gl_Position.xy += project_pixel_size_to_clipspace(offset.xy);
} else {
vec3 offset_common = vec3(project_pixel_size(pixelOffset), 0.0);
DECKGL_FILTER_SIZE(offset_common, geometry);
gl_Position = project_position_to_clipspace(instancePositions, instancePositions64Low, offset_common, geometry.position);
DECKGL_FILTER_GL_POSITION(gl_Position, geometry);
}
vTextureCoords = mix(
instanceIconFrames.xy,
instanceIconFrames.xy + iconSize,
(positions.xy + 1.0) / 2.0
) / icon.iconsTextureDim;
vColor = instanceColors;
DECKGL_FILTER_COLOR(vColor, geometry);
vColorMode = instanceColorModes;
}
`;var Zd=`#version 300 es
#define SHADER_NAME icon-layer-fragment-shader
precision highp float;
uniform sampler2D iconsTexture;
in float vColorMode;
in vec4 vColor;
in vec2 vTextureCoords;
in vec2 uv;
out vec4 fragColor;
void main(void) {
geometry.uv = uv;
vec4 texColor = texture(iconsTexture, vTextureCoords);
vec3 color = mix(texColor.rgb, vColor.rgb, vColorMode);
float a = texColor.a * layer.opacity * vColor.a;
if (a < icon.alphaCutoff) {
discard;
}
fragColor = vec4(color, a);
DECKGL_FILTER_COLOR(fragColor, geometry);
}
`;var Xd=`struct IconUniforms {
  sizeScale: f32,
  iconsTextureDim: vec2<f32>,
  sizeBasis: f32,
  sizeMinPixels: f32,
  sizeMaxPixels: f32,
  billboard: i32,
  sizeUnits: i32,
  alphaCutoff: f32
};

@group(0) @binding(auto) var<uniform> icon: IconUniforms;
@group(0) @binding(auto) var iconsTexture : texture_2d<f32>;
@group(0) @binding(auto) var iconsTextureSampler : sampler;

fn rotate_by_angle(vertex: vec2<f32>, angle_deg: f32) -> vec2<f32> {
  let angle_radian = angle_deg * PI / 180.0;
  let c = cos(angle_radian);
  let s = sin(angle_radian);
  let rotation = mat2x2<f32>(vec2<f32>(c, s), vec2<f32>(-s, c));
  return rotation * vertex;
}

struct Attributes {
  @location(0) positions: vec2<f32>,

  @location(1) instancePositions: vec3<f32>,
  @location(2) instancePositions64Low: vec3<f32>,
  @location(3) instanceSizes: f32,
  @location(4) instanceAngles: f32,
  @location(5) instanceColors: vec4<f32>,
  @location(6) instancePickingColors: vec3<f32>,
  @location(7) instanceIconFrames: vec4<f32>,
  @location(8) instanceColorModes: f32,
  @location(9) instanceOffsets: vec2<f32>,
  @location(10) instancePixelOffset: vec2<f32>,
};

struct Varyings {
  @builtin(position) position: vec4<f32>,

  @location(0) vColorMode: f32,
  @location(1) vColor: vec4<f32>,
  @location(2) vTextureCoords: vec2<f32>,
  @location(3) uv: vec2<f32>,
  @location(4) pickingColor: vec3<f32>,
};

@vertex
fn vertexMain(inp: Attributes) -> Varyings {
  // write geometry fields used by filters + FS
  geometry.worldPosition = inp.instancePositions;
  geometry.uv = inp.positions;
  geometry.pickingColor = inp.instancePickingColors;

  var outp: Varyings;
  outp.uv = inp.positions;

  let iconSize = inp.instanceIconFrames.zw;

  // convert size in meters to pixels, then clamp
  let sizePixels = clamp(
    project_unit_size_to_pixel(inp.instanceSizes * icon.sizeScale, icon.sizeUnits),
    icon.sizeMinPixels, icon.sizeMaxPixels
  );

  // scale icon height to match instanceSize
  let iconConstraint = select(iconSize.y, iconSize.x, icon.sizeBasis == 0.0);
  let instanceScale = select(sizePixels / iconConstraint, 0.0, iconConstraint == 0.0);

  // scale and rotate vertex in "pixel" units; then add per-instance pixel offset
  var pixelOffset = inp.positions / 2.0 * iconSize + inp.instanceOffsets;
  pixelOffset = rotate_by_angle(pixelOffset, inp.instanceAngles) * instanceScale;
  pixelOffset = pixelOffset + inp.instancePixelOffset;
  pixelOffset.y = pixelOffset.y * -1.0;

  if (icon.billboard != 0) {
    var pos = project_position_to_clipspace(inp.instancePositions, inp.instancePositions64Low, vec3<f32>(0.0)); // TODO, &geometry.position);
    // DECKGL_FILTER_GL_POSITION(pos, geometry);

    var offset = vec3<f32>(pixelOffset, 0.0);
    // DECKGL_FILTER_SIZE(offset, geometry);
    let clipOffset = project_pixel_size_to_clipspace(offset.xy);
    pos = vec4<f32>(pos.x + clipOffset.x, pos.y + clipOffset.y, pos.z, pos.w);
    outp.position = pos;
  } else {
    var offset_common = vec3<f32>(project_pixel_size_vec2(pixelOffset), 0.0);
    // DECKGL_FILTER_SIZE(offset_common, geometry);
    var pos = project_position_to_clipspace(inp.instancePositions, inp.instancePositions64Low, offset_common); // TODO, &geometry.position);
    // DECKGL_FILTER_GL_POSITION(pos, geometry);
    outp.position = pos;
  }

  let uvMix = (inp.positions.xy + vec2<f32>(1.0, 1.0)) * 0.5;
  outp.vTextureCoords = mix(inp.instanceIconFrames.xy, inp.instanceIconFrames.xy + iconSize, uvMix) / icon.iconsTextureDim;

  outp.vColor = inp.instanceColors;
  // DECKGL_FILTER_COLOR(outp.vColor, geometry);

  outp.vColorMode = inp.instanceColorModes;
  outp.pickingColor = inp.instancePickingColors;

  return outp;
}

@fragment
fn fragmentMain(inp: Varyings) -> @location(0) vec4<f32> {
  // expose to deck.gl filter hooks
  geometry.uv = inp.uv;

  let texColor = textureSample(iconsTexture, iconsTextureSampler, inp.vTextureCoords);

  // if colorMode == 0, use pixel color from the texture
  // if colorMode == 1 (or picking), use texture as transparency mask
  let rgb = mix(texColor.rgb, inp.vColor.rgb, inp.vColorMode);
  let a = texColor.a * layer.opacity * inp.vColor.a;

  if (a < icon.alphaCutoff) {
    discard;
  }

  if (picking.isActive > 0.5) {
    if (!picking_isColorValid(inp.pickingColor)) {
      discard;
    }
    return vec4<f32>(inp.pickingColor, 1.0);
  }

  var fragColor = deckgl_premultiplied_alpha(vec4<f32>(rgb, a));

  if (picking.isHighlightActive > 0.5) {
    let highlightedObjectColor = picking_normalizeColor(picking.highlightedObjectColor);
    if (picking_isColorZero(abs(inp.pickingColor - highlightedObjectColor))) {
      let highLightAlpha = picking.highlightColor.a;
      let blendedAlpha = highLightAlpha + fragColor.a * (1.0 - highLightAlpha);
      if (blendedAlpha > 0.0) {
        let highLightRatio = highLightAlpha / blendedAlpha;
        fragColor = vec4<f32>(
          mix(fragColor.rgb, picking.highlightColor.rgb, highLightRatio),
          blendedAlpha
        );
      } else {
        fragColor = vec4<f32>(fragColor.rgb, 0.0);
      }
    }
  }

  return fragColor;
}
`;var kP=1024,NP=4,Kd=()=>{},Jd={minFilter:"linear",mipmapFilter:"linear",magFilter:"linear",addressModeU:"clamp-to-edge",addressModeV:"clamp-to-edge"},DP={x:0,y:0,width:0,height:0};function zP(i){return Math.pow(2,Math.ceil(Math.log2(i)))}function FP(i,t,e,r){let n=Math.min(e/t.width,r/t.height),o=Math.floor(t.width*n),s=Math.floor(t.height*n);return n===1?{image:t,width:o,height:s}:(i.canvas.height=s,i.canvas.width=o,i.clearRect(0,0,o,s),i.drawImage(t,0,0,t.width,t.height,0,0,o,s),{image:i.canvas,width:o,height:s})}function jr(i){return i&&(i.id||i.url)}function tp(i){let{device:t}=i;t.type==="webgl"?i.generateMipmapsWebGL():t.type==="webgpu"&&t.generateMipmapsWebGPU(i)}function BP(i,t,e,r){let{width:n,height:o,device:s}=i,a=s.createTexture({format:"rgba8unorm",width:t,height:e,sampler:r,mipLevels:s.getMipLevelCount(t,e)}),c=s.createCommandEncoder();c.copyTextureToTexture({sourceTexture:i,destinationTexture:a,width:n,height:o});let l=c.finish();return s.submit(l),tp(a),i.destroy(),a}function Qd(i,t,e){for(let r=0;r<t.length;r++){let{icon:n,xOffset:o}=t[r],s=jr(n);i[s]={...n,x:o,y:e}}}function UP({icons:i,buffer:t,mapping:e={},xOffset:r=0,yOffset:n=0,rowHeight:o=0,canvasWidth:s}){let a=[];for(let c=0;c<i.length;c++){let l=i[c],f=jr(l);if(!e[f]){let{height:u,width:h}=l;r+h+t>s&&(Qd(e,a,n),r=0,n=o+n+t,o=0,a=[]),a.push({icon:l,xOffset:r}),r=r+h+t,o=Math.max(o,u)}}return a.length>0&&Qd(e,a,n),{mapping:e,rowHeight:o,xOffset:r,yOffset:n,canvasWidth:s,canvasHeight:zP(o+n+t)}}function jP(i,t,e){if(!i||!t)return null;e=e||{};let r={},{iterable:n,objectInfo:o}=Tt(i);for(let s of n){o.index++;let a=t(s,o),c=jr(a);if(!a)throw new Error("Icon is missing.");if(!a.url)throw new Error("Icon url is missing.");!r[c]&&(!e[c]||a.url!==e[c].url)&&(r[c]={...a,source:s,sourceIndex:o.index})}return r}var Vr=class{constructor(t,{onUpdate:e=Kd,onError:r=Kd}){this._loadOptions=null,this._texture=null,this._externalTexture=null,this._mapping={},this._samplerParameters=null,this._pendingCount=0,this._autoPacking=!1,this._xOffset=0,this._yOffset=0,this._rowHeight=0,this._buffer=NP,this._canvasWidth=kP,this._canvasHeight=0,this._canvas=null,this.device=t,this.onUpdate=e,this.onError=r}finalize(){this._texture?.delete()}getTexture(){return this._texture||this._externalTexture}getIconMapping(t){let e=this._autoPacking?jr(t):t;return this._mapping[e]||DP}setProps({loadOptions:t,autoPacking:e,iconAtlas:r,iconMapping:n,textureParameters:o}){t&&(this._loadOptions=t),e!==void 0&&(this._autoPacking=e),n&&(this._mapping=n),r&&(this._texture?.delete(),this._texture=null,this._externalTexture=r),o&&(this._samplerParameters=o)}get isLoaded(){return this._pendingCount===0}packIcons(t,e){if(!this._autoPacking||typeof document>"u")return;let r=Object.values(jP(t,e,this._mapping)||{});if(r.length>0){let{mapping:n,xOffset:o,yOffset:s,rowHeight:a,canvasHeight:c}=UP({icons:r,buffer:this._buffer,canvasWidth:this._canvasWidth,mapping:this._mapping,rowHeight:this._rowHeight,xOffset:this._xOffset,yOffset:this._yOffset});this._rowHeight=a,this._mapping=n,this._xOffset=o,this._yOffset=s,this._canvasHeight=c,this._texture||(this._texture=this.device.createTexture({format:"rgba8unorm",data:null,width:this._canvasWidth,height:this._canvasHeight,sampler:this._samplerParameters||Jd,mipLevels:this.device.getMipLevelCount(this._canvasWidth,this._canvasHeight)})),this._texture.height!==this._canvasHeight&&(this._texture=BP(this._texture,this._canvasWidth,this._canvasHeight,this._samplerParameters||Jd)),this.onUpdate(!0),this._canvas=this._canvas||document.createElement("canvas"),this._loadIcons(r)}}_loadIcons(t){let e=this._canvas.getContext("2d",{willReadFrequently:!0});for(let r of t)this._pendingCount++,Jt(r.url,this._loadOptions).then(n=>{let o=jr(r),s=this._mapping[o],{x:a,y:c,width:l,height:f}=s,{image:u,width:h,height:d}=FP(e,n,l,f),p=a+(l-h)/2,m=c+(f-d)/2;this._texture?.copyExternalImage({image:u,x:p,y:m,width:h,height:d}),s.x=p,s.y=m,s.width=h,s.height=d,this._texture&&tp(this._texture),this.onUpdate(h!==l||d!==f)}).catch(n=>{this.onError({url:r.url,source:r.source,sourceIndex:r.sourceIndex,loadOptions:this._loadOptions,error:n})}).finally(()=>{this._pendingCount--})}};var ep=[0,0,0,255],VP={iconAtlas:{type:"image",value:null,async:!0},iconMapping:{type:"object",value:{},async:!0},sizeScale:{type:"number",value:1,min:0},billboard:!0,sizeUnits:"pixels",sizeBasis:"height",sizeMinPixels:{type:"number",min:0,value:0},sizeMaxPixels:{type:"number",min:0,value:Number.MAX_SAFE_INTEGER},alphaCutoff:{type:"number",value:.05,min:0,max:1},getPosition:{type:"accessor",value:i=>i.position},getIcon:{type:"accessor",value:i=>i.icon},getColor:{type:"accessor",value:ep},getSize:{type:"accessor",value:1},getAngle:{type:"accessor",value:0},getPixelOffset:{type:"accessor",value:[0,0]},onIconError:{type:"function",value:null,optional:!0},textureParameters:{type:"object",ignore:!0,value:null}},Wr=class extends ut{getShaders(){return super.getShaders({vs:qd,fs:Zd,source:Xd,modules:[pt,Ze,yt,Yd]})}initializeState(){this.state={iconManager:new Vr(this.context.device,{onUpdate:this._onUpdate.bind(this),onError:this._onError.bind(this)})},this.getAttributeManager().addInstanced({instancePositions:{size:3,type:"float64",fp64:this.use64bitPositions(),transition:!0,accessor:"getPosition"},instanceSizes:{size:1,transition:!0,accessor:"getSize",defaultValue:1},instanceIconDefs:{size:7,accessor:"getIcon",transform:this.getInstanceIconDef,shaderAttributes:{instanceOffsets:{size:2,elementOffset:0},instanceIconFrames:{size:4,elementOffset:2},instanceColorModes:{size:1,elementOffset:6}}},instanceColors:{size:this.props.colorFormat.length,type:"unorm8",transition:!0,accessor:"getColor",defaultValue:ep},instanceAngles:{size:1,transition:!0,accessor:"getAngle"},instancePixelOffset:{size:2,transition:!0,accessor:"getPixelOffset"}})}updateState(t){super.updateState(t);let{props:e,oldProps:r,changeFlags:n}=t,o=this.getAttributeManager(),{iconAtlas:s,iconMapping:a,data:c,getIcon:l,textureParameters:f}=e,{iconManager:u}=this.state;if(typeof s=="string")return;let h=s||this.internalState.isAsyncPropLoading("iconAtlas");u.setProps({loadOptions:e.loadOptions,autoPacking:!h,iconAtlas:s,iconMapping:h?a:null,textureParameters:f}),h?r.iconMapping!==e.iconMapping&&o.invalidate("getIcon"):(n.dataChanged||n.updateTriggersChanged&&(n.updateTriggersChanged.all||n.updateTriggersChanged.getIcon))&&u.packIcons(c,l),n.extensionsChanged&&(this.state.model?.destroy(),this.state.model=this._getModel(),o.invalidateAll())}get isLoaded(){return super.isLoaded&&this.state.iconManager.isLoaded}finalizeState(t){super.finalizeState(t),this.state.iconManager.finalize()}draw({uniforms:t}){let{sizeScale:e,sizeBasis:r,sizeMinPixels:n,sizeMaxPixels:o,sizeUnits:s,billboard:a,alphaCutoff:c}=this.props,{iconManager:l}=this.state,f=l.getTexture();if(f){let u=this.state.model,h={iconsTexture:f,iconsTextureDim:[f.width,f.height],sizeUnits:tt[s],sizeScale:e,sizeBasis:r==="height"?1:0,sizeMinPixels:n,sizeMaxPixels:o,billboard:a,alphaCutoff:c};u.shaderInputs.setProps({icon:h}),u.draw(this.context.renderPass)}}_getModel(){let t=[-1,-1,1,-1,-1,1,1,1];return new K(this.context.device,{...this.getShaders(),id:this.props.id,bufferLayout:this.getAttributeManager().getBufferLayouts(),geometry:new nt({topology:"triangle-strip",attributes:{positions:{size:2,value:new Float32Array(t)}}}),isInstanced:!0})}_onUpdate(t){t?(this.getAttributeManager()?.invalidate("getIcon"),this.setNeedsUpdate()):this.setNeedsRedraw()}_onError(t){let e=this.getCurrentLayer()?.props.onIconError;e?e(t):T.error(t.error.message)()}getInstanceIconDef(t){let{x:e,y:r,width:n,height:o,mask:s,anchorX:a=n/2,anchorY:c=o/2}=this.state.iconManager.getIconMapping(t);return[n/2-a,o/2-c,e,r,n,o,s?1:0]}};Wr.defaultProps=VP;Wr.layerName="IconLayer";var Ie=Wr;var ip=`layout(std140) uniform scatterplotUniforms {
  float radiusScale;
  float radiusMinPixels;
  float radiusMaxPixels;
  float lineWidthScale;
  float lineWidthMinPixels;
  float lineWidthMaxPixels;
  float stroked;
  float filled;
  bool antialiasing;
  bool billboard;
  highp int radiusUnits;
  highp int lineWidthUnits;
} scatterplot;
`,rp={name:"scatterplot",vs:ip,fs:ip,source:"",uniformTypes:{radiusScale:"f32",radiusMinPixels:"f32",radiusMaxPixels:"f32",lineWidthScale:"f32",lineWidthMinPixels:"f32",lineWidthMaxPixels:"f32",stroked:"f32",filled:"f32",antialiasing:"f32",billboard:"f32",radiusUnits:"i32",lineWidthUnits:"i32"}};var np=`#version 300 es
#define SHADER_NAME scatterplot-layer-vertex-shader
in vec3 positions;
in vec3 instancePositions;
in vec3 instancePositions64Low;
in float instanceRadius;
in float instanceLineWidths;
in vec4 instanceFillColors;
in vec4 instanceLineColors;
in vec3 instancePickingColors;
in vec2 instancePixelOffset;
out vec4 vFillColor;
out vec4 vLineColor;
out vec2 unitPosition;
out float innerUnitRadius;
out float outerRadiusPixels;
void main(void) {
geometry.worldPosition = instancePositions;
outerRadiusPixels = clamp(
project_size_to_pixel(scatterplot.radiusScale * instanceRadius, scatterplot.radiusUnits),
scatterplot.radiusMinPixels, scatterplot.radiusMaxPixels
);
float lineWidthPixels = clamp(
project_size_to_pixel(scatterplot.lineWidthScale * instanceLineWidths, scatterplot.lineWidthUnits),
scatterplot.lineWidthMinPixels, scatterplot.lineWidthMaxPixels
);
outerRadiusPixels += scatterplot.stroked * lineWidthPixels / 2.0;
float edgePadding = scatterplot.antialiasing ? (outerRadiusPixels + SMOOTH_EDGE_RADIUS) / outerRadiusPixels : 1.0;
unitPosition = edgePadding * positions.xy;
geometry.uv = unitPosition;
geometry.pickingColor = instancePickingColors;
innerUnitRadius = 1.0 - scatterplot.stroked * lineWidthPixels / outerRadiusPixels;
if (scatterplot.billboard) {
gl_Position = project_position_to_clipspace(instancePositions, instancePositions64Low, vec3(0.0), geometry.position);
DECKGL_FILTER_GL_POSITION(gl_Position, geometry);
vec3 offset = edgePadding * positions * outerRadiusPixels;
offset.xy += instancePixelOffset;
DECKGL_FILTER_SIZE(offset, geometry);
gl_Position.xy += project_pixel_size_to_clipspace(offset.xy);
} else {
vec3 offset = edgePadding * positions * project_pixel_size(outerRadiusPixels);
offset.xy += project_pixel_size(instancePixelOffset);
DECKGL_FILTER_SIZE(offset, geometry);
gl_Position = project_position_to_clipspace(instancePositions, instancePositions64Low, offset, geometry.position);
DECKGL_FILTER_GL_POSITION(gl_Position, geometry);
}
vFillColor = vec4(instanceFillColors.rgb, instanceFillColors.a * layer.opacity);
DECKGL_FILTER_COLOR(vFillColor, geometry);
vLineColor = vec4(instanceLineColors.rgb, instanceLineColors.a * layer.opacity);
DECKGL_FILTER_COLOR(vLineColor, geometry);
}
`;var op=`#version 300 es
#define SHADER_NAME scatterplot-layer-fragment-shader
precision highp float;
in vec4 vFillColor;
in vec4 vLineColor;
in vec2 unitPosition;
in float innerUnitRadius;
in float outerRadiusPixels;
out vec4 fragColor;
void main(void) {
geometry.uv = unitPosition;
float distToCenter = length(unitPosition) * outerRadiusPixels;
float inCircle = scatterplot.antialiasing ?
smoothedge(distToCenter, outerRadiusPixels) :
step(distToCenter, outerRadiusPixels);
if (inCircle == 0.0) {
discard;
}
if (scatterplot.stroked > 0.5) {
float isLine = scatterplot.antialiasing ?
smoothedge(innerUnitRadius * outerRadiusPixels, distToCenter) :
step(innerUnitRadius * outerRadiusPixels, distToCenter);
if (scatterplot.filled > 0.5) {
fragColor = mix(vFillColor, vLineColor, isLine);
} else {
if (isLine == 0.0) {
discard;
}
fragColor = vec4(vLineColor.rgb, vLineColor.a * isLine);
}
} else if (scatterplot.filled < 0.5) {
discard;
} else {
fragColor = vFillColor;
}
fragColor.a *= inCircle;
DECKGL_FILTER_COLOR(fragColor, geometry);
}
`;var sp=`// Main shaders

struct ScatterplotUniforms {
  radiusScale: f32,
  radiusMinPixels: f32,
  radiusMaxPixels: f32,
  lineWidthScale: f32,
  lineWidthMinPixels: f32,
  lineWidthMaxPixels: f32,
  stroked: f32,
  filled: i32,
  antialiasing: i32,
  billboard: i32,
  radiusUnits: i32,
  lineWidthUnits: i32,
};

struct ConstantAttributeUniforms {
 instancePositions: vec3<f32>,
 instancePositions64Low: vec3<f32>,
 instanceRadius: f32,
 instanceLineWidths: f32,
 instanceFillColors: vec4<f32>,
 instanceLineColors: vec4<f32>,
 instancePickingColors: vec3<f32>,
 instancePixelOffset: vec2<f32>,

 instancePositionsConstant: i32,
 instancePositions64LowConstant: i32,
 instanceRadiusConstant: i32,
 instanceLineWidthsConstant: i32,
 instanceFillColorsConstant: i32,
 instanceLineColorsConstant: i32,
 instancePickingColorsConstant: i32,
 instancePixelOffsetConstant: i32
};

@group(0) @binding(0) var<uniform> scatterplot: ScatterplotUniforms;

struct ConstantAttributes {
  instancePositions: vec3<f32>,
  instancePositions64Low: vec3<f32>,
  instanceRadius: f32,
  instanceLineWidths: f32,
  instanceFillColors: vec4<f32>,
  instanceLineColors: vec4<f32>,
  instancePickingColors: vec3<f32>,
  instancePixelOffset: vec2<f32>
};

const constants = ConstantAttributes(
  vec3<f32>(0.0),
  vec3<f32>(0.0),
  0.0,
  0.0,
  vec4<f32>(0.0, 0.0, 0.0, 1.0),
  vec4<f32>(0.0, 0.0, 0.0, 1.0),
  vec3<f32>(0.0),
  vec2<f32>(0.0)
);

struct Attributes {
  @builtin(instance_index) instanceIndex : u32,
  @builtin(vertex_index) vertexIndex : u32,
  @location(0) positions: vec3<f32>,
  @location(1) instancePositions: vec3<f32>,
  @location(2) instancePositions64Low: vec3<f32>,
  @location(3) instanceRadius: f32,
  @location(4) instanceLineWidths: f32,
  @location(5) instanceFillColors: vec4<f32>,
  @location(6) instanceLineColors: vec4<f32>,
  @location(7) instancePickingColors: vec3<f32>,
  @location(8) instancePixelOffset: vec2<f32>
};

struct Varyings {
  @builtin(position) position: vec4<f32>,
  @location(0) vFillColor: vec4<f32>,
  @location(1) vLineColor: vec4<f32>,
  @location(2) unitPosition: vec2<f32>,
  @location(3) innerUnitRadius: f32,
  @location(4) outerRadiusPixels: f32,
  @location(5) pickingColor: vec3<f32>,
};

@vertex
fn vertexMain(attributes: Attributes) -> Varyings {
  var varyings: Varyings;

  // Draw an inline geometry constant array clip space triangle to verify that rendering works.
  // var positions = array<vec2<f32>, 3>(vec2(0.0, 0.5), vec2(-0.5, -0.5), vec2(0.5, -0.5));
  // if (attributes.instanceIndex == 0) {
  //   varyings.position = vec4<f32>(positions[attributes.vertexIndex], 0.0, 1.0);
  //   return varyings;
  // }

  geometry.worldPosition = attributes.instancePositions;

  // Multiply out radius and clamp to limits
  varyings.outerRadiusPixels = clamp(
    project_unit_size_to_pixel(scatterplot.radiusScale * attributes.instanceRadius, scatterplot.radiusUnits),
    scatterplot.radiusMinPixels, scatterplot.radiusMaxPixels
  );

  // Multiply out line width and clamp to limits
  let lineWidthPixels = clamp(
    project_unit_size_to_pixel(scatterplot.lineWidthScale * attributes.instanceLineWidths, scatterplot.lineWidthUnits),
    scatterplot.lineWidthMinPixels, scatterplot.lineWidthMaxPixels
  );

  // outer radius needs to offset by half stroke width
  varyings.outerRadiusPixels += scatterplot.stroked * lineWidthPixels / 2.0;
  // Expand geometry to accommodate edge smoothing
  let edgePadding = select(
    (varyings.outerRadiusPixels + SMOOTH_EDGE_RADIUS) / varyings.outerRadiusPixels,
    1.0,
    scatterplot.antialiasing != 0
  );

  // position on the containing square in [-1, 1] space
  varyings.unitPosition = edgePadding * attributes.positions.xy;
  geometry.uv = varyings.unitPosition;
  geometry.pickingColor = attributes.instancePickingColors;

  varyings.innerUnitRadius = 1.0 - scatterplot.stroked * lineWidthPixels / varyings.outerRadiusPixels;

  if (scatterplot.billboard != 0) {
    varyings.position = project_position_to_clipspace(attributes.instancePositions, attributes.instancePositions64Low, vec3<f32>(0.0)); // TODO , geometry.position);
    // DECKGL_FILTER_GL_POSITION(varyings.position, geometry);
    var offset = edgePadding * attributes.positions * varyings.outerRadiusPixels;
    offset = vec3<f32>(offset.xy + attributes.instancePixelOffset, offset.z);
    // DECKGL_FILTER_SIZE(offset, geometry);
    let clipPixels = project_pixel_size_to_clipspace(offset.xy);
    varyings.position = vec4<f32>(varyings.position.x + clipPixels.x, varyings.position.y + clipPixels.y, varyings.position.z, varyings.position.w);
  } else {
    var offset = edgePadding * attributes.positions * project_pixel_size_float(varyings.outerRadiusPixels);
    offset = vec3<f32>(offset.xy + project_pixel_size_vec2(attributes.instancePixelOffset), offset.z);
    // DECKGL_FILTER_SIZE(offset, geometry);
    varyings.position = project_position_to_clipspace(attributes.instancePositions, attributes.instancePositions64Low, offset); // TODO , geometry.position);
    // DECKGL_FILTER_GL_POSITION(varyings.position, geometry);
  }

  // Apply opacity to instance color, or return instance picking color
  varyings.vFillColor = vec4<f32>(attributes.instanceFillColors.rgb, attributes.instanceFillColors.a * layer.opacity);
  // DECKGL_FILTER_COLOR(varyings.vFillColor, geometry);
  varyings.vLineColor = vec4<f32>(attributes.instanceLineColors.rgb, attributes.instanceLineColors.a * layer.opacity);
  // DECKGL_FILTER_COLOR(varyings.vLineColor, geometry);
  varyings.pickingColor = attributes.instancePickingColors;

  return varyings;
}

@fragment
fn fragmentMain(varyings: Varyings) -> @location(0) vec4<f32> {
  // var geometry: Geometry;
  // geometry.uv = unitPosition;

  let distToCenter = length(varyings.unitPosition) * varyings.outerRadiusPixels;
  let inCircle = select(
    smoothedge(distToCenter, varyings.outerRadiusPixels),
    step(distToCenter, varyings.outerRadiusPixels),
    scatterplot.antialiasing != 0
  );

  if (inCircle == 0.0) {
    discard;
  }

  var fragColor: vec4<f32>;

  if (scatterplot.stroked != 0) {
    let isLine = select(
      smoothedge(varyings.innerUnitRadius * varyings.outerRadiusPixels, distToCenter),
      step(varyings.innerUnitRadius * varyings.outerRadiusPixels, distToCenter),
      scatterplot.antialiasing != 0
    );

    if (scatterplot.filled != 0) {
      fragColor = mix(varyings.vFillColor, varyings.vLineColor, isLine);
    } else {
      if (isLine == 0.0) {
        discard;
      }
      fragColor = vec4<f32>(varyings.vLineColor.rgb, varyings.vLineColor.a * isLine);
    }
  } else if (scatterplot.filled == 0) {
    discard;
  } else {
    fragColor = varyings.vFillColor;
  }

  fragColor.a *= inCircle;

  if (picking.isActive > 0.5) {
    if (!picking_isColorValid(varyings.pickingColor)) {
      discard;
    }
    return vec4<f32>(varyings.pickingColor, 1.0);
  }

  if (picking.isHighlightActive > 0.5) {
    let highlightedObjectColor = picking_normalizeColor(picking.highlightedObjectColor);
    if (picking_isColorZero(abs(varyings.pickingColor - highlightedObjectColor))) {
      let highLightAlpha = picking.highlightColor.a;
      let blendedAlpha = highLightAlpha + fragColor.a * (1.0 - highLightAlpha);
      if (blendedAlpha > 0.0) {
        let highLightRatio = highLightAlpha / blendedAlpha;
        fragColor = vec4<f32>(
          mix(fragColor.rgb, picking.highlightColor.rgb, highLightRatio),
          blendedAlpha
        );
      } else {
        fragColor = vec4<f32>(fragColor.rgb, 0.0);
      }
    }
  }

  // Apply premultiplied alpha as required by transparent canvas
  fragColor = deckgl_premultiplied_alpha(fragColor);

  return fragColor;
  // return vec4<f32>(0, 0, 1, 1);
}
`;var ap=[0,0,0,255],WP={radiusUnits:"meters",radiusScale:{type:"number",min:0,value:1},radiusMinPixels:{type:"number",min:0,value:0},radiusMaxPixels:{type:"number",min:0,value:Number.MAX_SAFE_INTEGER},lineWidthUnits:"meters",lineWidthScale:{type:"number",min:0,value:1},lineWidthMinPixels:{type:"number",min:0,value:0},lineWidthMaxPixels:{type:"number",min:0,value:Number.MAX_SAFE_INTEGER},stroked:!1,filled:!0,billboard:!1,antialiasing:!0,getPosition:{type:"accessor",value:i=>i.position},getRadius:{type:"accessor",value:1},getFillColor:{type:"accessor",value:ap},getLineColor:{type:"accessor",value:ap},getLineWidth:{type:"accessor",value:1},getPixelOffset:{type:"accessor",value:[0,0]},strokeWidth:{deprecatedFor:"getLineWidth"},outline:{deprecatedFor:"stroked"},getColor:{deprecatedFor:["getFillColor","getLineColor"]}},Gr=class extends ut{getShaders(){return super.getShaders({vs:np,fs:op,source:sp,modules:[pt,Ze,yt,rp]})}initializeState(){this.getAttributeManager().addInstanced({instancePositions:{size:3,type:"float64",fp64:this.use64bitPositions(),transition:!0,accessor:"getPosition"},instanceRadius:{size:1,transition:!0,accessor:"getRadius",defaultValue:1},instanceFillColors:{size:this.props.colorFormat.length,transition:!0,type:"unorm8",accessor:"getFillColor",defaultValue:[0,0,0,255]},instanceLineColors:{size:this.props.colorFormat.length,transition:!0,type:"unorm8",accessor:"getLineColor",defaultValue:[0,0,0,255]},instanceLineWidths:{size:1,transition:!0,accessor:"getLineWidth",defaultValue:1},instancePixelOffset:{size:2,transition:!0,accessor:"getPixelOffset"}})}updateState(t){super.updateState(t),t.changeFlags.extensionsChanged&&(this.state.model?.destroy(),this.state.model=this._getModel(),this.getAttributeManager().invalidateAll())}draw({uniforms:t}){let{radiusUnits:e,radiusScale:r,radiusMinPixels:n,radiusMaxPixels:o,stroked:s,filled:a,billboard:c,antialiasing:l,lineWidthUnits:f,lineWidthScale:u,lineWidthMinPixels:h,lineWidthMaxPixels:d}=this.props,p={stroked:s,filled:a,billboard:c,antialiasing:l,radiusUnits:tt[e],radiusScale:r,radiusMinPixels:n,radiusMaxPixels:o,lineWidthUnits:tt[f],lineWidthScale:u,lineWidthMinPixels:h,lineWidthMaxPixels:d},m=this.state.model;m.shaderInputs.setProps({scatterplot:p}),m.draw(this.context.renderPass)}_getModel(){let t=[-1,-1,0,1,-1,0,-1,1,0,1,1,0];return new K(this.context.device,{...this.getShaders(),id:this.props.id,bufferLayout:this.getAttributeManager().getBufferLayouts(),geometry:new nt({topology:"triangle-strip",attributes:{positions:{size:3,value:new Float32Array(t)}}}),isInstanced:!0})}};Gr.defaultProps=WP;Gr.layerName="ScatterplotLayer";var Re=Gr;var jo={CLOCKWISE:1,COUNTER_CLOCKWISE:-1};function $r(i,t,e={}){return cp(i,e)!==t?(GP(i,e),!0):!1}function cp(i,t={}){return Math.sign(Vo(i,t))}var Bc={x:0,y:1,z:2};function Vo(i,t={}){let{start:e=0,end:r=i.length,plane:n="xy"}=t,o=t.size||2,s=0,a=Bc[n[0]],c=Bc[n[1]];for(let l=e,f=r-o;l<r;l+=o)s+=(i[l+a]-i[f+a])*(i[l+c]+i[f+c]),f=l;return s/2}function GP(i,t){let{start:e=0,end:r=i.length,size:n=2}=t,o=(r-e)/n,s=Math.floor(o/2);for(let a=0;a<s;++a){let c=e+a*n,l=e+(o-1-a)*n;for(let f=0;f<n;++f){let u=i[c+f];i[c+f]=i[l+f],i[l+f]=u}}}function ot(i,t){let e=t.length,r=i.length;if(r>0){let n=!0;for(let o=0;o<e;o++)if(i[r-e+o]!==t[o]){n=!1;break}if(n)return!1}for(let n=0;n<e;n++)i[r+n]=t[n];return!0}function Hr(i,t){let e=t.length;for(let r=0;r<e;r++)i[r]=t[r]}function le(i,t,e,r,n=[]){let o=r+t*e;for(let s=0;s<e;s++)n[s]=i[o+s];return n}function Wo(i,t,e,r,n=[]){let o,s;if(e&8)o=(r[3]-i[1])/(t[1]-i[1]),s=3;else if(e&4)o=(r[1]-i[1])/(t[1]-i[1]),s=1;else if(e&2)o=(r[2]-i[0])/(t[0]-i[0]),s=2;else if(e&1)o=(r[0]-i[0])/(t[0]-i[0]),s=0;else return null;for(let a=0;a<i.length;a++)n[a]=(s&1)===a?r[s]:o*(t[a]-i[a])+i[a];return n}function Yr(i,t){let e=0;return i[0]<t[0]?e|=1:i[0]>t[2]&&(e|=2),i[1]<t[1]?e|=4:i[1]>t[3]&&(e|=8),e}function qr(i,t){let{size:e=2,broken:r=!1,gridResolution:n=10,gridOffset:o=[0,0],startIndex:s=0,endIndex:a=i.length}=t||{},c=(a-s)/e,l=[],f=[l],u=le(i,0,e,s),h,d,p=up(u,n,o,[]),m=[];ot(l,u);for(let g=1;g<c;g++){for(h=le(i,g,e,s,h),d=Yr(h,p);d;){Wo(u,h,d,p,m);let x=Yr(m,p);x&&(Wo(u,m,x,p,m),d=x),ot(l,m),Hr(u,m),YP(p,n,d),r&&l.length>e&&(l=[],f.push(l),ot(l,u)),d=Yr(h,p)}ot(l,h),Hr(u,h)}return r?f:f[0]}var lp=0,HP=1;function Zr(i,t=null,e){if(!i.length)return[];let{size:r=2,gridResolution:n=10,gridOffset:o=[0,0],edgeTypes:s=!1}=e||{},a=[],c=[{pos:i,types:s?new Array(i.length/r).fill(HP):null,holes:t||[]}],l=[[],[]],f=[];for(;c.length;){let{pos:u,types:h,holes:d}=c.shift();qP(u,r,d[0]||u.length,l),f=up(l[0],n,o,f);let p=Yr(l[1],f);if(p){let m=fp(u,h,r,0,d[0]||u.length,f,p),g={pos:m[0].pos,types:m[0].types,holes:[]},x={pos:m[1].pos,types:m[1].types,holes:[]};c.push(g,x);for(let v=0;v<d.length;v++)m=fp(u,h,r,d[v],d[v+1]||u.length,f,p),m[0]&&(g.holes.push(g.pos.length),g.pos=Go(g.pos,m[0].pos),s&&(g.types=Go(g.types,m[0].types))),m[1]&&(x.holes.push(x.pos.length),x.pos=Go(x.pos,m[1].pos),s&&(x.types=Go(x.types,m[1].types)))}else{let m={positions:u};s&&(m.edgeTypes=h),d.length&&(m.holeIndices=d),a.push(m)}}return a}function fp(i,t,e,r,n,o,s){let a=(n-r)/e,c=[],l=[],f=[],u=[],h=[],d,p,m,g=le(i,a-1,e,r),x=Math.sign(s&8?g[1]-o[3]:g[0]-o[2]),v=t&&t[a-1],y=0,_=0;for(let w=0;w<a;w++)d=le(i,w,e,r,d),p=Math.sign(s&8?d[1]-o[3]:d[0]-o[2]),m=t&&t[r/e+w],p&&x&&x!==p&&(Wo(g,d,s,o,h),ot(c,h)&&f.push(v),ot(l,h)&&u.push(v)),p<=0?(ot(c,d)&&f.push(m),y-=p):f.length&&(f[f.length-1]=lp),p>=0?(ot(l,d)&&u.push(m),_+=p):u.length&&(u[u.length-1]=lp),Hr(g,d),x=p,v=m;return[y?{pos:c,types:t&&f}:null,_?{pos:l,types:t&&u}:null]}function up(i,t,e,r){let n=Math.floor((i[0]-e[0])/t)*t+e[0],o=Math.floor((i[1]-e[1])/t)*t+e[1];return r[0]=n,r[1]=o,r[2]=n+t,r[3]=o+t,r}function YP(i,t,e){e&8?(i[1]+=t,i[3]+=t):e&4?(i[1]-=t,i[3]-=t):e&2?(i[0]+=t,i[2]+=t):e&1&&(i[0]-=t,i[2]-=t)}function qP(i,t,e,r){let n=1/0,o=-1/0,s=1/0,a=-1/0;for(let c=0;c<e;c+=t){let l=i[c],f=i[c+1];n=l<n?l:n,o=l>o?l:o,s=f<s?f:s,a=f>a?f:a}return r[0][0]=n,r[0][1]=s,r[1][0]=o,r[1][1]=a,r}function Go(i,t){for(let e=0;e<t.length;e++)i.push(t[e]);return i}var ZP=85.051129;function Uc(i,t){let{size:e=2,startIndex:r=0,endIndex:n=i.length,normalize:o=!0}=t||{},s=i.slice(r,n);hp(s,e,0,n-r);let a=qr(s,{size:e,broken:!0,gridResolution:360,gridOffset:[-180,-180]});if(o)for(let c of a)dp(c,e);return a}function jc(i,t=null,e){let{size:r=2,normalize:n=!0,edgeTypes:o=!1}=e||{};t=t||[];let s=[],a=[],c=0,l=0;for(let u=0;u<=t.length;u++){let h=t[u]||i.length,d=l,p=XP(i,r,c,h);for(let m=p;m<h;m++)s[l++]=i[m];for(let m=c;m<p;m++)s[l++]=i[m];hp(s,r,d,l),KP(s,r,d,l,e?.maxLatitude),c=h,a[u]=l}a.pop();let f=Zr(s,a,{size:r,gridResolution:360,gridOffset:[-180,-180],edgeTypes:o});if(n)for(let u of f)dp(u.positions,r);return f}function XP(i,t,e,r){let n=-1,o=-1;for(let s=e+1;s<r;s+=t){let a=Math.abs(i[s]);a>n&&(n=a,o=s-1)}return o}function KP(i,t,e,r,n=ZP){let o=i[e],s=i[r-t];if(Math.abs(o-s)>180){let a=le(i,0,t,e);a[0]+=Math.round((s-o)/360)*360,ot(i,a),a[1]=Math.sign(a[1])*n,ot(i,a),a[0]=o,ot(i,a)}}function hp(i,t,e,r){let n=i[0],o;for(let s=e;s<r;s+=t){o=i[s];let a=o-n;(a>180||a<-180)&&(o-=Math.round(a/360)*360),i[s]=n=o}}function dp(i,t){let e,r=i.length/t;for(let o=0;o<r&&(e=i[o*t],(e+180)%360===0);o++);let n=-Math.round(e/360)*360;if(n!==0)for(let o=0;o<r;o++)i[o*t]+=n}function pp(i,t,e,r){let n;if(Array.isArray(i[0])){let o=i.length*t;n=new Array(o);for(let s=0;s<i.length;s++)for(let a=0;a<t;a++)n[s*t+a]=i[s][a]||0}else n=i;return e?qr(n,{size:t,gridResolution:e}):r?Uc(n,{size:t}):n}var QP=1,t1=2,Vc=4,Xr=class extends ae{constructor(t){super({...t,attributes:{positions:{size:3,padding:18,initialize:!0,type:t.fp64?Float64Array:Float32Array},segmentTypes:{size:1,type:Uint8ClampedArray}}})}get(t){return this.attributes[t]}getGeometryFromBuffer(t){return this.normalize?super.getGeometryFromBuffer(t):null}normalizeGeometry(t){return this.normalize?pp(t,this.positionSize,this.opts.resolution,this.opts.wrapLongitude):t}getGeometrySize(t){if(gp(t)){let r=0;for(let n of t)r+=this.getGeometrySize(n);return r}let e=this.getPathLength(t);return e<2?0:this.isClosed(t)?e<3?0:e+2:e}updateGeometryAttributes(t,e){if(e.geometrySize!==0)if(t&&gp(t))for(let r of t){let n=this.getGeometrySize(r);e.geometrySize=n,this.updateGeometryAttributes(r,e),e.vertexStart+=n}else this._updateSegmentTypes(t,e),this._updatePositions(t,e)}_updateSegmentTypes(t,e){let r=this.attributes.segmentTypes,n=t?this.isClosed(t):!1,{vertexStart:o,geometrySize:s}=e;r.fill(0,o,o+s),n?(r[o]=Vc,r[o+s-2]=Vc):(r[o]+=QP,r[o+s-2]+=t1),r[o+s-1]=Vc}_updatePositions(t,e){let{positions:r}=this.attributes;if(!r||!t)return;let{vertexStart:n,geometrySize:o}=e,s=new Array(3);for(let a=n,c=0;c<o;a++,c++)this.getPointOnPath(t,c,s),r[a*3]=s[0],r[a*3+1]=s[1],r[a*3+2]=s[2]}getPathLength(t){return t.length/this.positionSize}getPointOnPath(t,e,r=[]){let{positionSize:n}=this;e*n>=t.length&&(e+=1-t.length/n);let o=e*n;return r[0]=t[o],r[1]=t[o+1],r[2]=n===3&&t[o+2]||0,r}isClosed(t){if(!this.normalize)return!!this.opts.loop;let{positionSize:e}=this,r=t.length-e;return t[0]===t[r]&&t[1]===t[r+1]&&(e===2||t[2]===t[r+2])}};function gp(i){return Array.isArray(i[0])}var mp=`layout(std140) uniform pathUniforms {
  float widthScale;
  float widthMinPixels;
  float widthMaxPixels;
  float jointType;
  float capType;
  float miterLimit;
  bool billboard;
  highp int widthUnits;
} path;
`,yp={name:"path",vs:mp,fs:mp,uniformTypes:{widthScale:"f32",widthMinPixels:"f32",widthMaxPixels:"f32",jointType:"f32",capType:"f32",miterLimit:"f32",billboard:"f32",widthUnits:"i32"}};var _p=`#version 300 es
#define SHADER_NAME path-layer-vertex-shader
in vec2 positions;
in float instanceTypes;
in vec3 instanceStartPositions;
in vec3 instanceEndPositions;
in vec3 instanceLeftPositions;
in vec3 instanceRightPositions;
in vec3 instanceLeftPositions64Low;
in vec3 instanceStartPositions64Low;
in vec3 instanceEndPositions64Low;
in vec3 instanceRightPositions64Low;
in float instanceStrokeWidths;
in vec4 instanceColors;
in vec3 instancePickingColors;
uniform float opacity;
out vec4 vColor;
out vec2 vCornerOffset;
out float vMiterLength;
out vec2 vPathPosition;
out float vPathLength;
out float vJointType;
const float EPSILON = 0.001;
const vec3 ZERO_OFFSET = vec3(0.0);
float flipIfTrue(bool flag) {
return -(float(flag) * 2. - 1.);
}
vec3 getLineJoinOffset(
vec3 prevPoint, vec3 currPoint, vec3 nextPoint,
vec2 width
) {
bool isEnd = positions.x > 0.0;
float sideOfPath = positions.y;
float isJoint = float(sideOfPath == 0.0);
vec3 deltaA3 = (currPoint - prevPoint);
vec3 deltaB3 = (nextPoint - currPoint);
mat3 rotationMatrix;
bool needsRotation = !path.billboard && project_needs_rotation(currPoint, rotationMatrix);
if (needsRotation) {
deltaA3 = deltaA3 * rotationMatrix;
deltaB3 = deltaB3 * rotationMatrix;
}
vec2 deltaA = deltaA3.xy / width;
vec2 deltaB = deltaB3.xy / width;
float lenA = length(deltaA);
float lenB = length(deltaB);
vec2 dirA = lenA > 0. ? normalize(deltaA) : vec2(0.0, 0.0);
vec2 dirB = lenB > 0. ? normalize(deltaB) : vec2(0.0, 0.0);
vec2 perpA = vec2(-dirA.y, dirA.x);
vec2 perpB = vec2(-dirB.y, dirB.x);
vec2 tangent = dirA + dirB;
tangent = length(tangent) > 0. ? normalize(tangent) : perpA;
vec2 miterVec = vec2(-tangent.y, tangent.x);
vec2 dir = isEnd ? dirA : dirB;
vec2 perp = isEnd ? perpA : perpB;
float L = isEnd ? lenA : lenB;
float sinHalfA = abs(dot(miterVec, perp));
float cosHalfA = abs(dot(dirA, miterVec));
float turnDirection = flipIfTrue(dirA.x * dirB.y >= dirA.y * dirB.x);
float cornerPosition = sideOfPath * turnDirection;
float miterSize = 1.0 / max(sinHalfA, EPSILON);
miterSize = mix(
min(miterSize, max(lenA, lenB) / max(cosHalfA, EPSILON)),
miterSize,
step(0.0, cornerPosition)
);
vec2 offsetVec = mix(miterVec * miterSize, perp, step(0.5, cornerPosition))
* (sideOfPath + isJoint * turnDirection);
bool isStartCap = lenA == 0.0 || (!isEnd && (instanceTypes == 1.0 || instanceTypes == 3.0));
bool isEndCap = lenB == 0.0 || (isEnd && (instanceTypes == 2.0 || instanceTypes == 3.0));
bool isCap = isStartCap || isEndCap;
if (isCap) {
offsetVec = mix(perp * sideOfPath, dir * path.capType * 4.0 * flipIfTrue(isStartCap), isJoint);
vJointType = path.capType;
} else {
vJointType = path.jointType;
}
vPathLength = L;
vCornerOffset = offsetVec;
vMiterLength = dot(vCornerOffset, miterVec * turnDirection);
vMiterLength = isCap ? isJoint : vMiterLength;
vec2 offsetFromStartOfPath = vCornerOffset + deltaA * float(isEnd);
vPathPosition = vec2(
dot(offsetFromStartOfPath, perp),
dot(offsetFromStartOfPath, dir)
);
geometry.uv = vPathPosition;
float isValid = step(instanceTypes, 3.5);
vec3 offset = vec3(offsetVec * width * isValid, 0.0);
if (needsRotation) {
offset = rotationMatrix * offset;
}
return offset;
}
void clipLine(inout vec4 position, vec4 refPosition) {
if (position.w < EPSILON) {
float r = (EPSILON - refPosition.w) / (position.w - refPosition.w);
position = refPosition + (position - refPosition) * r;
}
}
void main() {
geometry.pickingColor = instancePickingColors;
vColor = vec4(instanceColors.rgb, instanceColors.a * layer.opacity);
float isEnd = positions.x;
vec3 prevPosition = mix(instanceLeftPositions, instanceStartPositions, isEnd);
vec3 prevPosition64Low = mix(instanceLeftPositions64Low, instanceStartPositions64Low, isEnd);
vec3 currPosition = mix(instanceStartPositions, instanceEndPositions, isEnd);
vec3 currPosition64Low = mix(instanceStartPositions64Low, instanceEndPositions64Low, isEnd);
vec3 nextPosition = mix(instanceEndPositions, instanceRightPositions, isEnd);
vec3 nextPosition64Low = mix(instanceEndPositions64Low, instanceRightPositions64Low, isEnd);
geometry.worldPosition = currPosition;
vec2 widthPixels = vec2(clamp(
project_size_to_pixel(instanceStrokeWidths * path.widthScale, path.widthUnits),
path.widthMinPixels, path.widthMaxPixels) / 2.0);
vec3 width;
if (path.billboard) {
vec4 prevPositionScreen = project_position_to_clipspace(prevPosition, prevPosition64Low, ZERO_OFFSET);
vec4 currPositionScreen = project_position_to_clipspace(currPosition, currPosition64Low, ZERO_OFFSET, geometry.position);
vec4 nextPositionScreen = project_position_to_clipspace(nextPosition, nextPosition64Low, ZERO_OFFSET);
clipLine(prevPositionScreen, currPositionScreen);
clipLine(nextPositionScreen, currPositionScreen);
clipLine(currPositionScreen, mix(nextPositionScreen, prevPositionScreen, isEnd));
width = vec3(widthPixels, 0.0);
DECKGL_FILTER_SIZE(width, geometry);
vec3 offset = getLineJoinOffset(
prevPositionScreen.xyz / prevPositionScreen.w,
currPositionScreen.xyz / currPositionScreen.w,
nextPositionScreen.xyz / nextPositionScreen.w,
project_pixel_size_to_clipspace(width.xy)
);
DECKGL_FILTER_GL_POSITION(currPositionScreen, geometry);
gl_Position = vec4(currPositionScreen.xyz + offset * currPositionScreen.w, currPositionScreen.w);
} else {
prevPosition = project_position(prevPosition, prevPosition64Low);
currPosition = project_position(currPosition, currPosition64Low);
nextPosition = project_position(nextPosition, nextPosition64Low);
width = vec3(project_pixel_size(widthPixels), 0.0);
DECKGL_FILTER_SIZE(width, geometry);
vec3 offset = getLineJoinOffset(prevPosition, currPosition, nextPosition, width.xy);
geometry.position = vec4(currPosition + offset, 1.0);
gl_Position = project_common_position_to_clipspace(geometry.position);
DECKGL_FILTER_GL_POSITION(gl_Position, geometry);
}
DECKGL_FILTER_COLOR(vColor, geometry);
}
`;var xp=`#version 300 es
#define SHADER_NAME path-layer-fragment-shader
precision highp float;
in vec4 vColor;
in vec2 vCornerOffset;
in float vMiterLength;
in vec2 vPathPosition;
in float vPathLength;
in float vJointType;
out vec4 fragColor;
void main(void) {
geometry.uv = vPathPosition;
if (vPathPosition.y < 0.0 || vPathPosition.y > vPathLength) {
if (vJointType > 0.5 && length(vCornerOffset) > 1.0) {
discard;
}
if (vJointType < 0.5 && vMiterLength > path.miterLimit + 1.0) {
discard;
}
}
fragColor = vColor;
DECKGL_FILTER_COLOR(fragColor, geometry);
}
`;var vp=[0,0,0,255],e1={widthUnits:"meters",widthScale:{type:"number",min:0,value:1},widthMinPixels:{type:"number",min:0,value:0},widthMaxPixels:{type:"number",min:0,value:Number.MAX_SAFE_INTEGER},jointRounded:!1,capRounded:!1,miterLimit:{type:"number",min:0,value:4},billboard:!1,_pathType:null,getPath:{type:"accessor",value:i=>i.path},getColor:{type:"accessor",value:vp},getWidth:{type:"accessor",value:1},rounded:{deprecatedFor:["jointRounded","capRounded"]}},Wc={enter:(i,t)=>t.length?t.subarray(t.length-i.length):i},Kr=class extends ut{getShaders(){return super.getShaders({vs:_p,fs:xp,modules:[pt,yt,yp]})}get wrapLongitude(){return!1}getBounds(){return this.getAttributeManager()?.getBounds(["vertexPositions"])}initializeState(){this.getAttributeManager().addInstanced({vertexPositions:{size:3,vertexOffset:1,type:"float64",fp64:this.use64bitPositions(),transition:Wc,accessor:"getPath",update:this.calculatePositions,noAlloc:!0,shaderAttributes:{instanceLeftPositions:{vertexOffset:0},instanceStartPositions:{vertexOffset:1},instanceEndPositions:{vertexOffset:2},instanceRightPositions:{vertexOffset:3}}},instanceTypes:{size:1,type:"uint8",update:this.calculateSegmentTypes,noAlloc:!0},instanceStrokeWidths:{size:1,accessor:"getWidth",transition:Wc,defaultValue:1},instanceColors:{size:this.props.colorFormat.length,type:"unorm8",accessor:"getColor",transition:Wc,defaultValue:vp},instancePickingColors:{size:4,type:"uint8",accessor:(r,{index:n,target:o})=>this.encodePickingColor(r&&r.__source?r.__source.index:n,o)}}),this.setState({pathTesselator:new Xr({fp64:this.use64bitPositions()})})}updateState(t){super.updateState(t);let{props:e,changeFlags:r}=t,n=this.getAttributeManager();if(r.dataChanged||r.updateTriggersChanged&&(r.updateTriggersChanged.all||r.updateTriggersChanged.getPath)){let{pathTesselator:s}=this.state,a=e.data.attributes||{};s.updateGeometry({data:e.data,geometryBuffer:a.getPath,buffers:a,normalize:!e._pathType,loop:e._pathType==="loop",getGeometry:e.getPath,positionFormat:e.positionFormat,wrapLongitude:e.wrapLongitude,resolution:this.context.viewport.resolution,dataChanged:r.dataChanged}),this.setState({numInstances:s.instanceCount,startIndices:s.vertexStarts}),r.dataChanged||n.invalidateAll()}r.extensionsChanged&&(this.state.model?.destroy(),this.state.model=this._getModel(),n.invalidateAll())}getPickingInfo(t){let e=super.getPickingInfo(t),{index:r}=e,n=this.props.data;return n[0]&&n[0].__source&&(e.object=n.find(o=>o.__source.index===r)),e}disablePickingIndex(t){let e=this.props.data;if(e[0]&&e[0].__source)for(let r=0;r<e.length;r++)e[r].__source.index===t&&this._disablePickingIndex(r);else super.disablePickingIndex(t)}draw({uniforms:t}){let{jointRounded:e,capRounded:r,billboard:n,miterLimit:o,widthUnits:s,widthScale:a,widthMinPixels:c,widthMaxPixels:l}=this.props,f=this.state.model,u={jointType:Number(e),capType:Number(r),billboard:n,widthUnits:tt[s],widthScale:a,miterLimit:o,widthMinPixels:c,widthMaxPixels:l};f.shaderInputs.setProps({path:u}),f.draw(this.context.renderPass)}_getModel(){let t=[0,1,2,1,4,2,1,3,4,3,5,4],e=[0,0,0,-1,0,1,1,-1,1,1,1,0];return new K(this.context.device,{...this.getShaders(),id:this.props.id,bufferLayout:this.getAttributeManager().getBufferLayouts(),geometry:new nt({topology:"triangle-list",attributes:{indices:new Uint16Array(t),positions:{value:new Float32Array(e),size:2}}}),isInstanced:!0})}calculatePositions(t){let{pathTesselator:e}=this.state;t.startIndices=e.vertexStarts,t.value=e.get("positions")}calculateSegmentTypes(t){let{pathTesselator:e}=this.state;t.startIndices=e.vertexStarts,t.value=e.get("segmentTypes")}};Kr.defaultProps=e1;Kr.layerName="PathLayer";var yi=Kr;var Cp=Og(Sp(),1);var Zo=jo.CLOCKWISE,Lp=jo.COUNTER_CLOCKWISE,fe={isClosed:!0};function y1(i){if(i=i&&i.positions||i,!Array.isArray(i)&&!ArrayBuffer.isView(i))throw new Error("invalid polygon")}function xi(i){return"positions"in i?i.positions:i}function en(i){return"holeIndices"in i?i.holeIndices:null}function _1(i){return Array.isArray(i[0])}function x1(i){return i.length>=1&&i[0].length>=2&&Number.isFinite(i[0][0])}function v1(i){let t=i[0],e=i[i.length-1];return t[0]===e[0]&&t[1]===e[1]&&t[2]===e[2]}function w1(i,t,e,r){for(let n=0;n<t;n++)if(i[e+n]!==i[r-t+n])return!1;return!0}function Tp(i,t,e,r,n){let o=t,s=e.length;for(let a=0;a<s;a++)for(let c=0;c<r;c++)i[o++]=e[a][c]||0;if(!v1(e))for(let a=0;a<r;a++)i[o++]=e[0][a]||0;return fe.start=t,fe.end=o,fe.size=r,$r(i,n,fe),o}function Mp(i,t,e,r,n=0,o,s){o=o||e.length;let a=o-n;if(a<=0)return t;let c=t;for(let l=0;l<a;l++)i[c++]=e[n+l];if(!w1(e,r,n,o))for(let l=0;l<r;l++)i[c++]=e[n+l];return fe.start=t,fe.end=c,fe.size=r,$r(i,s,fe),c}function Op(i,t){y1(i);let e=[],r=[];if("positions"in i){let{positions:n,holeIndices:o}=i;if(o){let s=0;for(let a=0;a<=o.length;a++)s=Mp(e,s,n,t,o[a-1],o[a],a===0?Zo:Lp),r.push(s);return r.pop(),{positions:e,holeIndices:r}}i=n}if(!_1(i))return Mp(e,0,i,t,0,e.length,Zo),e;if(!x1(i)){let n=0;for(let[o,s]of i.entries())n=Tp(e,n,s,t,o===0?Zo:Lp),r.push(n);return r.pop(),{positions:e,holeIndices:r}}return Tp(e,0,i,t,Zo),e}function qc(i,t,e){let r=i.length/3,n=0;for(let o=0;o<r;o++){let s=(o+1)%r;n+=i[o*3+t]*i[s*3+e],n-=i[s*3+t]*i[o*3+e]}return Math.abs(n/2)}function Ap(i,t,e,r){let n=i.length/3;for(let o=0;o<n;o++){let s=o*3,a=i[s+0],c=i[s+1],l=i[s+2];i[s+t]=a,i[s+e]=c,i[s+r]=l}}function Ip(i,t,e,r){let n=en(i);n&&(n=n.map(a=>a/t));let o=xi(i),s=r&&t===3;if(e){let a=o.length;o=o.slice();let c=[];for(let l=0;l<a;l+=t){c[0]=o[l],c[1]=o[l+1],s&&(c[2]=o[l+2]);let f=e(c);o[l]=f[0],o[l+1]=f[1],s&&(o[l+2]=f[2])}}if(s){let a=qc(o,0,1),c=qc(o,0,2),l=qc(o,1,2);if(!a&&!c&&!l)return[];a>c&&a>l||(c>l?(e||(o=o.slice()),Ap(o,0,2,1)):(e||(o=o.slice()),Ap(o,2,0,1)))}return(0,Cp.default)(o,n,t)}var rn=class extends ae{constructor(t){let{fp64:e,IndexType:r=Uint32Array}=t;super({...t,attributes:{positions:{size:3,type:e?Float64Array:Float32Array},vertexValid:{type:Uint16Array,size:1},indices:{type:r,size:1}}})}get(t){let{attributes:e}=this;return t==="indices"?e.indices&&e.indices.subarray(0,this.vertexCount):e[t]}updateGeometry(t){super.updateGeometry(t);let e=this.buffers.indices;if(e)this.vertexCount=(e.value||e).length;else if(this.data&&!this.getGeometry)throw new Error("missing indices buffer")}normalizeGeometry(t){if(this.normalize){let e=Op(t,this.positionSize);return this.opts.resolution?Zr(xi(e),en(e),{size:this.positionSize,gridResolution:this.opts.resolution,edgeTypes:!0}):this.opts.wrapLongitude?jc(xi(e),en(e),{size:this.positionSize,maxLatitude:86,edgeTypes:!0}):e}return t}getGeometrySize(t){if(Rp(t)){let e=0;for(let r of t)e+=this.getGeometrySize(r);return e}return xi(t).length/this.positionSize}getGeometryFromBuffer(t){return this.normalize||!this.buffers.indices?super.getGeometryFromBuffer(t):null}updateGeometryAttributes(t,e){if(t&&Rp(t))for(let r of t){let n=this.getGeometrySize(r);e.geometrySize=n,this.updateGeometryAttributes(r,e),e.vertexStart+=n,e.indexStart=this.indexStarts[e.geometryIndex+1]}else{let r=t;this._updateIndices(r,e),this._updatePositions(r,e),this._updateVertexValid(r,e)}}_updateIndices(t,{geometryIndex:e,vertexStart:r,indexStart:n}){let{attributes:o,indexStarts:s,typedArrayManager:a}=this,c=o.indices;if(!c||!t)return;let l=n,f=Ip(t,this.positionSize,this.opts.preproject,this.opts.full3d);c=a.allocate(c,n+f.length,{copy:!0});for(let u=0;u<f.length;u++)c[l++]=f[u]+r;s[e+1]=n+f.length,o.indices=c}_updatePositions(t,{vertexStart:e,geometrySize:r}){let{attributes:{positions:n},positionSize:o}=this;if(!n||!t)return;let s=xi(t);for(let a=e,c=0;c<r;a++,c++){let l=s[c*o],f=s[c*o+1],u=o>2?s[c*o+2]:0;n[a*3]=l,n[a*3+1]=f,n[a*3+2]=u}}_updateVertexValid(t,{vertexStart:e,geometrySize:r}){let{positionSize:n}=this,o=this.attributes.vertexValid,s=t&&en(t);if(t&&t.edgeTypes?o.set(t.edgeTypes,e):o.fill(1,e,e+r),s)for(let a=0;a<s.length;a++)o[e+s[a]/n-1]=0;o[e+r-1]=0}};function Rp(i){return Array.isArray(i)&&i.length>0&&!Number.isFinite(i[0])}var kp=`layout(std140) uniform solidPolygonUniforms {
  bool extruded;
  bool isWireframe;
  float elevationScale;
} solidPolygon;
`,Np={name:"solidPolygon",vs:kp,fs:kp,uniformTypes:{extruded:"f32",isWireframe:"f32",elevationScale:"f32"}};var Xo=`in vec4 fillColors;
in vec4 lineColors;
in vec3 pickingColors;
out vec4 vColor;
struct PolygonProps {
vec3 positions;
vec3 positions64Low;
vec3 normal;
float elevations;
};
vec3 project_offset_normal(vec3 vector) {
if (project.coordinateSystem == COORDINATE_SYSTEM_LNGLAT ||
project.coordinateSystem == COORDINATE_SYSTEM_LNGLAT_OFFSETS) {
return normalize(vector * project.commonUnitsPerWorldUnit);
}
return project_normal(vector);
}
void calculatePosition(PolygonProps props) {
vec3 pos = props.positions;
vec3 pos64Low = props.positions64Low;
vec3 normal = props.normal;
vec4 colors = solidPolygon.isWireframe ? lineColors : fillColors;
geometry.worldPosition = props.positions;
geometry.pickingColor = pickingColors;
if (solidPolygon.extruded) {
pos.z += props.elevations * solidPolygon.elevationScale;
}
gl_Position = project_position_to_clipspace(pos, pos64Low, vec3(0.), geometry.position);
DECKGL_FILTER_GL_POSITION(gl_Position, geometry);
if (solidPolygon.extruded) {
#ifdef IS_SIDE_VERTEX
normal = project_offset_normal(normal);
#else
normal = project_normal(normal);
#endif
geometry.normal = normal;
vec3 lightColor = lighting_getLightColor(colors.rgb, project.cameraPosition, geometry.position.xyz, geometry.normal);
vColor = vec4(lightColor, colors.a * layer.opacity);
} else {
vColor = vec4(colors.rgb, colors.a * layer.opacity);
}
DECKGL_FILTER_COLOR(vColor, geometry);
}
`;var Dp=`#version 300 es
#define SHADER_NAME solid-polygon-layer-vertex-shader
in vec3 vertexPositions;
in vec3 vertexPositions64Low;
in float elevations;
${Xo}
void main(void) {
PolygonProps props;
props.positions = vertexPositions;
props.positions64Low = vertexPositions64Low;
props.elevations = elevations;
props.normal = vec3(0.0, 0.0, 1.0);
calculatePosition(props);
}
`;var zp=`#version 300 es
#define SHADER_NAME solid-polygon-layer-vertex-shader-side
#define IS_SIDE_VERTEX
in vec2 positions;
in vec3 vertexPositions;
in vec3 nextVertexPositions;
in vec3 vertexPositions64Low;
in vec3 nextVertexPositions64Low;
in float elevations;
in float instanceVertexValid;
${Xo}
void main(void) {
if(instanceVertexValid < 0.5){
gl_Position = vec4(0.);
return;
}
PolygonProps props;
vec3 pos;
vec3 pos64Low;
vec3 nextPos;
vec3 nextPos64Low;
#if RING_WINDING_ORDER_CW == 1
pos = vertexPositions;
pos64Low = vertexPositions64Low;
nextPos = nextVertexPositions;
nextPos64Low = nextVertexPositions64Low;
#else
pos = nextVertexPositions;
pos64Low = nextVertexPositions64Low;
nextPos = vertexPositions;
nextPos64Low = vertexPositions64Low;
#endif
props.positions = mix(pos, nextPos, positions.x);
props.positions64Low = mix(pos64Low, nextPos64Low, positions.x);
props.normal = vec3(
pos.y - nextPos.y + (pos64Low.y - nextPos64Low.y),
nextPos.x - pos.x + (nextPos64Low.x - pos64Low.x),
0.0);
props.elevations = elevations * positions.y;
calculatePosition(props);
}
`;var Fp=`#version 300 es
#define SHADER_NAME solid-polygon-layer-fragment-shader
precision highp float;
in vec4 vColor;
out vec4 fragColor;
void main(void) {
fragColor = vColor;
geometry.uv = vec2(0.);
DECKGL_FILTER_COLOR(fragColor, geometry);
}
`;var Jo=[0,0,0,255],P1={filled:!0,extruded:!1,wireframe:!1,_normalize:!0,_windingOrder:"CW",_full3d:!1,elevationScale:{type:"number",min:0,value:1},getPolygon:{type:"accessor",value:i=>i.polygon},getElevation:{type:"accessor",value:1e3},getFillColor:{type:"accessor",value:Jo},getLineColor:{type:"accessor",value:Jo},material:!0},Ko={enter:(i,t)=>t.length?t.subarray(t.length-i.length):i},nn=class extends ut{getShaders(t){return super.getShaders({vs:t==="top"?Dp:zp,fs:Fp,defines:{RING_WINDING_ORDER_CW:!this.props._normalize&&this.props._windingOrder==="CCW"?0:1},modules:[pt,qe,yt,Np]})}get wrapLongitude(){return!1}getBounds(){return this.getAttributeManager()?.getBounds(["vertexPositions"])}initializeState(){let{viewport:t}=this.context,{coordinateSystem:e}=this.props,{_full3d:r}=this.props;t.isGeospatial&&e==="default"&&(e="lnglat");let n;e==="lnglat"&&(r?n=t.projectPosition.bind(t):n=t.projectFlat.bind(t)),this.setState({numInstances:0,polygonTesselator:new rn({preproject:n,fp64:this.use64bitPositions(),IndexType:Uint32Array})});let o=this.getAttributeManager(),s=!0;o.remove(["instancePickingColors"]),o.add({indices:{size:1,isIndexed:!0,update:this.calculateIndices,noAlloc:s},vertexPositions:{size:3,type:"float64",stepMode:"dynamic",fp64:this.use64bitPositions(),transition:Ko,accessor:"getPolygon",update:this.calculatePositions,noAlloc:s,shaderAttributes:{nextVertexPositions:{vertexOffset:1}}},instanceVertexValid:{size:1,type:"uint16",stepMode:"instance",update:this.calculateVertexValid,noAlloc:s},elevations:{size:1,stepMode:"dynamic",transition:Ko,accessor:"getElevation"},fillColors:{size:this.props.colorFormat.length,type:"unorm8",stepMode:"dynamic",transition:Ko,accessor:"getFillColor",defaultValue:Jo},lineColors:{size:this.props.colorFormat.length,type:"unorm8",stepMode:"dynamic",transition:Ko,accessor:"getLineColor",defaultValue:Jo},pickingColors:{size:4,type:"uint8",stepMode:"dynamic",accessor:(a,{index:c,target:l})=>this.encodePickingColor(a&&a.__source?a.__source.index:c,l)}})}getPickingInfo(t){let e=super.getPickingInfo(t),{index:r}=e,n=this.props.data;return n[0]&&n[0].__source&&(e.object=n.find(o=>o.__source.index===r)),e}disablePickingIndex(t){let e=this.props.data;if(e[0]&&e[0].__source)for(let r=0;r<e.length;r++)e[r].__source.index===t&&this._disablePickingIndex(r);else super.disablePickingIndex(t)}draw({uniforms:t}){let{extruded:e,filled:r,wireframe:n,elevationScale:o}=this.props,{topModel:s,sideModel:a,wireframeModel:c,polygonTesselator:l}=this.state,f={extruded:!!e,elevationScale:o,isWireframe:!1};c&&n&&(c.setInstanceCount(l.instanceCount-1),c.shaderInputs.setProps({solidPolygon:{...f,isWireframe:!0}}),c.draw(this.context.renderPass)),a&&r&&(a.setInstanceCount(l.instanceCount-1),a.shaderInputs.setProps({solidPolygon:f}),a.draw(this.context.renderPass)),s&&r&&(s.setVertexCount(l.vertexCount),s.shaderInputs.setProps({solidPolygon:f}),s.draw(this.context.renderPass))}updateState(t){super.updateState(t),this.updateGeometry(t);let{props:e,oldProps:r,changeFlags:n}=t,o=this.getAttributeManager();(n.extensionsChanged||e.filled!==r.filled||e.extruded!==r.extruded)&&(this.state.models?.forEach(a=>a.destroy()),this.setState(this._getModels()),o.invalidateAll())}updateGeometry({props:t,oldProps:e,changeFlags:r}){if(r.dataChanged||r.updateTriggersChanged&&(r.updateTriggersChanged.all||r.updateTriggersChanged.getPolygon)){let{polygonTesselator:o}=this.state,s=t.data.attributes||{};o.updateGeometry({data:t.data,normalize:t._normalize,geometryBuffer:s.getPolygon,buffers:s,getGeometry:t.getPolygon,positionFormat:t.positionFormat,wrapLongitude:t.wrapLongitude,resolution:this.context.viewport.resolution,fp64:this.use64bitPositions(),dataChanged:r.dataChanged,full3d:t._full3d}),this.setState({numInstances:o.instanceCount,startIndices:o.vertexStarts}),r.dataChanged||this.getAttributeManager().invalidateAll()}}_getModels(){let{id:t,filled:e,extruded:r}=this.props,n,o,s;if(e){let a=this.getShaders("top");a.defines.NON_INSTANCED_MODEL=1;let c=this.getAttributeManager().getBufferLayouts({isInstanced:!1});n=new K(this.context.device,{...a,id:`${t}-top`,topology:"triangle-list",bufferLayout:c,isIndexed:!0,userData:{excludeAttributes:{instanceVertexValid:!0}}})}if(r){let a=this.getAttributeManager().getBufferLayouts({isInstanced:!0});o=new K(this.context.device,{...this.getShaders("side"),id:`${t}-side`,bufferLayout:a,geometry:new nt({topology:"triangle-strip",attributes:{positions:{size:2,value:new Float32Array([1,0,0,0,1,1,0,1])}}}),isInstanced:!0,userData:{excludeAttributes:{indices:!0}}}),s=new K(this.context.device,{...this.getShaders("side"),id:`${t}-wireframe`,bufferLayout:a,geometry:new nt({topology:"line-strip",attributes:{positions:{size:2,value:new Float32Array([1,0,0,0,0,1,1,1])}}}),isInstanced:!0,userData:{excludeAttributes:{indices:!0}}})}return{models:[o,s,n].filter(Boolean),topModel:n,sideModel:o,wireframeModel:s}}calculateIndices(t){let{polygonTesselator:e}=this.state;t.startIndices=e.indexStarts,t.value=e.get("indices")}calculatePositions(t){let{polygonTesselator:e}=this.state;t.startIndices=e.vertexStarts,t.value=e.get("positions")}calculateVertexValid(t){t.value=this.state.polygonTesselator.get("vertexValid")}};nn.defaultProps=P1;nn.layerName="SolidPolygonLayer";var Bp=nn;function Up({data:i,getIndex:t,dataRange:e,replace:r}){let{startRow:n=0,endRow:o=1/0}=e,s=i.length,a=s,c=s;for(let h=0;h<s;h++){let d=t(i[h]);if(a>h&&d>=n&&(a=h),d>=o){c=h;break}}let l=a,u=c-a!==r.length?i.slice(c):void 0;for(let h=0;h<r.length;h++)i[l++]=r[h];if(u){for(let h=0;h<u.length;h++)i[l++]=u[h];i.length=l}return{startRow:a,endRow:a+r.length}}function jp(i,t){if(!i)return null;let e="startIndices"in i?i.startIndices[t]:t,r=i.featureIds.value[e];return e!==-1?E1(i,r,e):null}function E1(i,t,e){let r={properties:{...i.properties[t]}};for(let n in i.numericProps)r.properties[n]=i.numericProps[n].value[e];return r}function Vp(i,t){let e={points:null,lines:null,polygons:null};for(let r in e){let n=i[r].globalFeatureIds.value;e[r]=new Uint8ClampedArray(n.length*4);let o=[];for(let s=0;s<n.length;s++)t(n[s],o),e[r][s*4+0]=o[0],e[r][s*4+1]=o[1],e[r][s*4+2]=o[2],e[r][s*4+3]=255}return e}var Wp=`layout(std140) uniform sdfUniforms {
  float gamma;
  bool enabled;
  float buffer;
  float outlineBuffer;
  vec4 outlineColor;
} sdf;
`,Gp={name:"sdf",vs:Wp,fs:Wp,uniformTypes:{gamma:"f32",enabled:"f32",buffer:"f32",outlineBuffer:"f32",outlineColor:"vec4<f32>"}};var on={none:0,start:1,center:2,end:3},S1=`layout(std140) uniform textUniforms {
  highp vec2 cutoffPixels;
  highp ivec2 align;
  highp float fontSize;
  bool flipY;
} text;

#define ALIGN_MODE_START ${on.start}
#define ALIGN_MODE_CENTER ${on.center}
#define ALIGN_MODE_END ${on.end}
`,Qo={name:"text",vs:S1,getUniforms:({contentCutoffPixels:i=[0,0],contentAlignHorizontal:t="none",contentAlignVertical:e="none",fontSize:r,viewport:n})=>({cutoffPixels:i,align:[on[t],on[e]],fontSize:r,flipY:n?.flipY??!1}),uniformTypes:{cutoffPixels:"vec2<f32>",align:"vec2<i32>",fontSize:"f32",flipY:"f32"}};var $p=`#version 300 es
#define SHADER_NAME multi-icon-layer-vertex-shader
in vec2 positions;
in vec3 instancePositions;
in vec3 instancePositions64Low;
in float instanceSizes;
in float instanceAngles;
in vec4 instanceColors;
in vec3 instancePickingColors;
in vec4 instanceIconFrames;
in float instanceColorModes;
in vec2 instanceOffsets;
in vec2 instancePixelOffset;
in vec4 instanceClipRect;
out float vColorMode;
out vec4 vColor;
out vec2 vTextureCoords;
out vec2 uv;
vec2 rotate_by_angle(vec2 vertex, float angle) {
float angle_radian = angle * PI / 180.0;
float cos_angle = cos(angle_radian);
float sin_angle = sin(angle_radian);
mat2 rotationMatrix = mat2(cos_angle, -sin_angle, sin_angle, cos_angle);
return rotationMatrix * vertex;
}
float getPixelOffsetFromAlignment(float anchor, float extent, float clipStart, float clipEnd, int mode) {
if (clipEnd < clipStart) return 0.0;
if (mode == ALIGN_MODE_START) {
return max(- (anchor + clipStart), 0.0);
}
if (mode == ALIGN_MODE_CENTER) {
float _min = max(0., anchor + clipStart);
float _max = min(extent, anchor + clipEnd);
return _min < _max ? (_min + _max) / 2.0 - anchor : 0.0;
}
if (mode == ALIGN_MODE_END) {
return min(extent - (anchor + clipEnd), 0.);
}
return 0.0;
}
void main(void) {
geometry.worldPosition = instancePositions;
geometry.uv = positions;
geometry.pickingColor = instancePickingColors;
uv = positions;
vec2 iconSize = instanceIconFrames.zw;
float sizePixels = clamp(
project_size_to_pixel(instanceSizes * icon.sizeScale, icon.sizeUnits),
icon.sizeMinPixels, icon.sizeMaxPixels
);
float instanceScale = sizePixels / text.fontSize;
vec2 pixelOffset = positions / 2.0 * iconSize + instanceOffsets;
pixelOffset = rotate_by_angle(pixelOffset, instanceAngles) * instanceScale;
pixelOffset += instancePixelOffset;
pixelOffset.y *= -1.0;
vec2 anchorPosScreen;
if (icon.billboard)  {
gl_Position = project_position_to_clipspace(instancePositions, instancePositions64Low, vec3(0.0), geometry.position);
anchorPosScreen = gl_Position.xy / gl_Position.w;
DECKGL_FILTER_GL_POSITION(gl_Position, geometry);
vec3 offset = vec3(pixelOffset, 0.0);
DECKGL_FILTER_SIZE(offset, geometry);
gl_Position.xy += project_pixel_size_to_clipspace(offset.xy);
} else {
vec3 offset_common = vec3(project_pixel_size(pixelOffset), 0.0);
if (text.flipY) {
offset_common.y *= -1.;
}
DECKGL_FILTER_SIZE(offset_common, geometry);
vec4 anchorPos = project_position_to_clipspace(instancePositions, instancePositions64Low, vec3(0.0));
anchorPosScreen = anchorPos.xy / anchorPos.w;
gl_Position = project_position_to_clipspace(instancePositions, instancePositions64Low, offset_common, geometry.position);
DECKGL_FILTER_GL_POSITION(gl_Position, geometry);
}
anchorPosScreen = vec2(anchorPosScreen.x + 1.0, 1.0 - anchorPosScreen.y) / 2.0 * project.viewportSize / project.devicePixelRatio;
vec2 xy = project_size_to_pixel(instanceClipRect.xy);
vec2 wh = project_size_to_pixel(instanceClipRect.zw);
if (text.flipY) {
xy.y = -xy.y - wh.y;
}
if (text.align.x > 0 || text.align.y > 0) {
vec2 viewportPixels = project.viewportSize / project.devicePixelRatio;
vec2 scrollPixels = vec2(
getPixelOffsetFromAlignment(anchorPosScreen.x, viewportPixels.x, xy.x, xy.x + wh.x, text.align.x),
-getPixelOffsetFromAlignment(anchorPosScreen.y, viewportPixels.y, -xy.y - wh.y, -xy.y, text.align.y)
);
pixelOffset += scrollPixels;
gl_Position.xy += project_pixel_size_to_clipspace(scrollPixels);
}
if (instanceClipRect.z >= 0.) {
if (pixelOffset.x < xy.x || pixelOffset.x > xy.x + wh.x) {
gl_Position = vec4(0.0);
}
else if (text.cutoffPixels.x > 0.) {
float vpWidth = project.viewportSize.x / project.devicePixelRatio;
float l = max(anchorPosScreen.x + xy.x, 0.0);
float r = min(anchorPosScreen.x + xy.x + wh.x, vpWidth);
if (r - l < text.cutoffPixels.x) {
gl_Position = vec4(0.0);
}
}
}
if (instanceClipRect.w >= 0.) {
if (pixelOffset.y < xy.y || pixelOffset.y > xy.y + wh.y) {
gl_Position = vec4(0.0);
}
else if (text.cutoffPixels.y > 0.) {
float vpHeight = project.viewportSize.y / project.devicePixelRatio;
float t = max(anchorPosScreen.y - xy.y - wh.y, 0.0);
float b = min(anchorPosScreen.y - xy.y, vpHeight);
if (b - t < text.cutoffPixels.y) {
gl_Position = vec4(0.0);
}
}
}
vTextureCoords = mix(
instanceIconFrames.xy,
instanceIconFrames.xy + iconSize,
(positions.xy + 1.0) / 2.0
) / icon.iconsTextureDim;
vColor = instanceColors;
DECKGL_FILTER_COLOR(vColor, geometry);
vColorMode = instanceColorModes;
}
`;var Hp=`#version 300 es
#define SHADER_NAME multi-icon-layer-fragment-shader
precision highp float;
uniform sampler2D iconsTexture;
in vec4 vColor;
in vec2 vTextureCoords;
in vec2 uv;
out vec4 fragColor;
void main(void) {
geometry.uv = uv;
if (!bool(picking.isActive)) {
float alpha = texture(iconsTexture, vTextureCoords).a;
vec4 color = vColor;
if (sdf.enabled) {
float distance = alpha;
alpha = smoothstep(sdf.buffer - sdf.gamma, sdf.buffer + sdf.gamma, distance);
if (sdf.outlineBuffer > 0.0) {
float inFill = alpha;
float inBorder = smoothstep(sdf.outlineBuffer - sdf.gamma, sdf.outlineBuffer + sdf.gamma, distance);
color = mix(sdf.outlineColor, vColor, inFill);
alpha = inBorder;
}
}
float a = alpha * color.a;
if (a < icon.alphaCutoff) {
discard;
}
fragColor = vec4(color.rgb, a * layer.opacity);
}
DECKGL_FILTER_COLOR(fragColor, geometry);
}
`;var Zc=192/256;var L1={getIconOffsets:{type:"accessor",value:i=>i.offsets},getContentBox:{type:"accessor",value:[0,0,-1,-1]},fontSize:1,alphaCutoff:.001,smoothing:.1,outlineWidth:0,outlineColor:{type:"color",value:[0,0,0,255]},contentCutoffPixels:{type:"array",value:[0,0]},contentAlignHorizontal:"none",contentAlignVertical:"none"},sn=class extends Ie{getShaders(){let t=super.getShaders();return{...t,modules:[...t.modules,Qo,Gp],vs:$p,fs:Hp}}initializeState(){super.initializeState();let t=this.getAttributeManager(),e=t.attributes.instanceIconDefs;e.settings.update=this.calculateInstanceIconDefs,t.addInstanced({instancePickingColors:{type:"uint8",size:4,accessor:(r,{index:n,target:o})=>this.encodePickingColor(n,o)},instanceClipRect:{size:4,accessor:"getContentBox",defaultValue:[0,0,-1,-1]}})}updateState(t){super.updateState(t);let{props:e,oldProps:r,changeFlags:n}=t,{outlineColor:o}=e;if(n.updateTriggersChanged&&(n.updateTriggersChanged.getIcon||n.updateTriggersChanged.getIconOffsets)&&this.getAttributeManager().invalidate("instanceIconDefs"),o!==r.outlineColor){let s=[o[0]/255,o[1]/255,o[2]/255,(o[3]??255)/255];this.setState({outlineColor:s})}!e.sdf&&e.outlineWidth&&T.warn(`${this.id}: fontSettings.sdf is required to render outline`)()}draw(t){let{sdf:e,smoothing:r,fontSize:n,outlineWidth:o,contentCutoffPixels:s,contentAlignHorizontal:a,contentAlignVertical:c}=this.props,{outlineColor:l}=this.state,f=o?Math.max(r,Zc*(1-o)):-1,u=this.state.model,h={buffer:Zc,outlineBuffer:f,gamma:r,enabled:!!e,outlineColor:l},d={contentCutoffPixels:s,contentAlignHorizontal:a,contentAlignVertical:c,fontSize:n,viewport:this.context.viewport};if(u.shaderInputs.setProps({sdf:h,text:d}),super.draw(t),e&&o){let{iconManager:p}=this.state;p.getTexture()&&(u.shaderInputs.setProps({sdf:{...h,outlineBuffer:Zc}}),u.draw(this.context.renderPass))}}calculateInstanceIconDefs(t,{startRow:e,endRow:r}){let{data:n,getIcon:o,getIconOffsets:s}=this.props,a=t.getVertexOffset(e),c=t.value,{iterable:l,objectInfo:f}=Tt(n,e,r);for(let u of l){f.index++;let h=o(u,f),d=s(u,f);if(h){let p=0;for(let m of Array.from(h)){let g=super.getInstanceIconDef(m);g[0]=d[p*2],g[1]+=d[p*2+1],g[6]=1,c.set(g,a),a+=t.size,p++}}}}};sn.defaultProps=L1;sn.layerName="MultiIconLayer";var Yp=sn;var Xc=new Float64Array(256);for(let i=0;i<256;i++){let t=.5-Math.pow(i/255,.45454545454545453);Xc[i]=t*Math.abs(t)}Xc[255]=-1e20;var an=class{constructor({fontSize:t=24,buffer:e=3,radius:r=8,cutoff:n=.25,fontFamily:o="sans-serif",fontWeight:s="normal",fontStyle:a="normal",lang:c=null}={}){e=this.buffer=Math.round(e),this.radius=r,this.cutoff=n,this.lang=c;let l=this.size=Math.ceil(t)+e*4,f=this._createCanvas(l),u=this.ctx=f.getContext("2d",{willReadFrequently:!0});u.font=`${a} ${s} ${t}px ${o}`,u.textBaseline="alphabetic",u.textAlign="left",u.fillStyle="black",c&&(u.lang=c);let d=(this.maxGlyphDim=l-e)+2*e;this.gridOuter=new Float64Array(d*d),this.gridInner=new Float64Array(d*d),this.f=new Float64Array(d),this.z=new Float64Array(d+1),this.v=new Uint16Array(d)}_createCanvas(t){if(typeof OffscreenCanvas<"u")return new OffscreenCanvas(t,t);let e=document.createElement("canvas");return e.width=e.height=t,e}draw(t){let{width:e,actualBoundingBoxAscent:r,actualBoundingBoxDescent:n,actualBoundingBoxLeft:o,actualBoundingBoxRight:s}=this.ctx.measureText(t),a=Math.ceil(r),c=Math.floor(-o),l=Math.max(0,Math.min(this.maxGlyphDim,Math.ceil(s)-c)),f=Math.max(0,Math.min(this.maxGlyphDim,a+Math.ceil(n))),u=l+2*this.buffer,h=f+2*this.buffer,d=u*h,p=new Uint8ClampedArray(d),m={data:p,width:u,height:h,glyphWidth:l,glyphHeight:f,glyphTop:a,glyphLeft:c,glyphAdvance:e};if(l===0||f===0)return m;let{ctx:g,buffer:x,gridInner:v,gridOuter:y}=this;g.clearRect(x,x,l,f),g.fillText(t,x-c,x+a);let _=g.getImageData(x,x,l,f);y.fill(1e20,0,d),v.fill(0,0,d);let w=3;for(let S=0;S<f;S++){let P=(S+x)*u+x;for(let I=0;I<l;I++,w+=4,P++){let C=_.data[w];if(C===0)continue;let M=Xc[C];y[P]=Math.max(0,M),v[P]=Math.max(0,-M)}}qp(y,0,0,u,h,u,this.f,this.v,this.z,x);let b=Math.min(x,1);qp(v,x-b,x-b,l+2*b,f+2*b,u,this.f,this.v,this.z);let E=255/this.radius,L=255*(1-this.cutoff);for(let S=0;S<d;S++){let P=Math.sqrt(y[S])-Math.sqrt(v[S]);p[S]=L-E*P}return m}};function qp(i,t,e,r,n,o,s,a,c,l=0){for(let f=t+l;f<t+r-l;f++)Zp(i,e*o+f,o,n,s,a,c);for(let f=e;f<e+n;f++)Zp(i,f*o+t,1,r,s,a,c)}function Zp(i,t,e,r,n,o,s){o[0]=0,s[0]=-1e20,s[1]=1e20,n[0]=i[t];for(let a=1,c=0;a<r;a++){let l=n[a]=i[t+a*e],f=a*a,u;do{let h=o[c];u=(l-n[h]+f-h*h)/(a-h)/2}while(u<=s[c]&&--c>-1);c++,o[c]=a,s[c]=u,s[c+1]=1e20}for(let a=0,c=0;a<r;a++){for(;s[c+1]<a;)c++;let l=o[c],f=a-l;i[t+a*e]=n[l]+f*f}}var T1=32,M1=[];function A1(i){return Math.pow(2,Math.ceil(Math.log2(i)))}function Xp({characterSet:i,measureText:t,buffer:e,maxCanvasWidth:r,mapping:n={},xOffset:o=0,yOffsetMin:s=0,yOffsetMax:a=0}){let l=o,f=s,u=a;for(let h of i)if(!n[h]){let{advance:d,width:p,ascent:m,descent:g}=t(h),x=m+g;l+p+e*2>r&&(l=0,f=u),n[h]={x:l+e,y:f+e,width:p,height:x,advance:d,anchorX:p/2,anchorY:m},l+=p+e*2,u=Math.max(u,f+x+e*2)}return{mapping:n,xOffset:l,yOffsetMin:f,yOffsetMax:u,canvasHeight:A1(u)}}function Kp(i,t,e,r){let n=0;for(let o=t;o<e;o++){let s=i[o];n+=r[s]?.advance||0}return n}function Jp(i,t,e,r,n,o){let s=t,a=0;for(let c=t;c<e;c++){let l=Kp(i,c,c+1,n);a+l>r&&(s<c&&o.push(c),s=c,a=0),a+=l}return a}function C1(i,t,e,r,n,o){let s=t,a=t,c=t,l=0;for(let f=t;f<e;f++)if((i[f]===" "||i[f+1]===" "||f+1===e)&&(c=f+1),c>a){let u=Kp(i,a,c,n);l+u>r&&(s<a&&(o.push(a),s=a,l=0),u>r&&(u=Jp(i,a,c,r,n,o),s=o[o.length-1])),a=c,l+=u}return l}function O1(i,t,e,r,n=0,o){o===void 0&&(o=i.length);let s=[];return t==="break-all"?Jp(i,n,o,e,r,s):C1(i,n,o,e,r,s),s}function I1(i,t,e,r,n,o){let s=0,a=0;for(let c=t;c<e;c++){let l=i[c],f=r[l];f&&(a=Math.max(a,f.height))}for(let c=t;c<e;c++){let l=i[c],f=r[l];f?(n[c]=s+f.anchorX,s+=f.advance):(T.warn(`Missing character: ${l} (${l.codePointAt(0)})`)(),n[c]=s,s+=T1)}o[0]=s,o[1]=a}function Qp(i,t,e,r,n,o){let s=Array.from(i),a=s.length,c=new Array(a),l=new Array(a),f=new Array(a),u=(r==="break-word"||r==="break-all")&&isFinite(n)&&n>0,h=[0,0],d=[0,0],p=0,m=t+e/2,g=0,x=0;for(let v=0;v<=a;v++){let y=s[v];if((y===`
`||v===a)&&(x=v),x>g){let _=u?O1(s,r,n,o,g,x):M1;for(let w=0;w<=_.length;w++){let b=w===0?g:_[w-1],E=w<_.length?_[w]:x;I1(s,b,E,o,c,d);for(let L=b;L<E;L++)l[L]=m,f[L]=d[0];p++,m+=e,h[0]=Math.max(h[0],d[0])}g=x}y===`
`&&(c[g]=0,l[g]=0,f[g]=0,g++)}return h[1]=p*e,{x:c,y:l,rowWidth:f,size:h}}function tg({value:i,length:t,stride:e,offset:r,startIndices:n,characterSet:o}){let s=i.BYTES_PER_ELEMENT,a=e?e/s:1,c=r?r/s:0,l=n[t]||Math.ceil((i.length-c)/a),f=o&&new Set,u=new Array(t),h=i;if(a>1||c>0){let d=i.constructor;h=new d(l);for(let p=0;p<l;p++)h[p]=i[p*a+c]}for(let d=0;d<t;d++){let p=n[d],m=n[d+1]||l,g=h.subarray(p,m);u[d]=String.fromCodePoint.apply(null,g),f&&g.forEach(f.add,f)}if(f)for(let d of f)o.add(String.fromCodePoint(d));return{texts:u,characterCount:l}}var vi=class{constructor(t=5){this._cache={},this._order=[],this.limit=t}get(t){let e=this._cache[t];return e&&(this._deleteOrder(t),this._appendOrder(t)),e}set(t,e){this._cache[t]?(this.delete(t),this._cache[t]=e,this._appendOrder(t)):(Object.keys(this._cache).length===this.limit&&this.delete(this._order[0]),this._cache[t]=e,this._appendOrder(t))}delete(t){this._cache[t]&&(delete this._cache[t],this._deleteOrder(t))}_deleteOrder(t){let e=this._order.indexOf(t);e>=0&&this._order.splice(e,1)}_appendOrder(t){this._order.push(t)}};function R1(){let i=[];for(let t=32;t<128;t++)i.push(String.fromCharCode(t));return i}var Ne={fontFamily:"Monaco, monospace",fontWeight:"normal",characterSet:R1(),fontSize:64,buffer:4,sdf:!1,cutoff:.25,radius:12,smoothing:.1},eg=1024,ig=.9,rg=.3,og=3,ts=new vi(og);function k1(i,t){let e;typeof t=="string"?e=new Set(Array.from(t)):e=new Set(t);let r=ts.get(i);if(!r)return e;for(let n in r.mapping)e.has(n)&&e.delete(n);return e}function N1(i,t){for(let e=0;e<i.length;e++)t.data[4*e+3]=i[e]}function ng(i,t,e,r){i.font=`${r} ${e}px ${t}`,i.fillStyle="#000",i.textBaseline="alphabetic",i.textAlign="left"}function D1(i,t,e){if(e===void 0){let n=i.measureText("A");return n.fontBoundingBoxAscent?{advance:0,width:0,ascent:Math.ceil(n.fontBoundingBoxAscent),descent:Math.ceil(n.fontBoundingBoxDescent)}:{advance:0,width:0,ascent:t*ig,descent:t*rg}}let r=i.measureText(e);return r.actualBoundingBoxAscent?{advance:r.width,width:Math.ceil(r.actualBoundingBoxRight-r.actualBoundingBoxLeft),ascent:Math.ceil(r.actualBoundingBoxAscent),descent:Math.ceil(r.actualBoundingBoxDescent)}:{advance:r.width,width:r.width,ascent:t*ig,descent:t*rg}}function sg(i){T.assert(Number.isFinite(i)&&i>=og,"Invalid cache limit"),ts=new vi(i)}var cn=class{constructor(){this.props={...Ne}}get atlas(){return this._atlas}get mapping(){return this._atlas&&this._atlas.mapping}setProps(t={}){Object.assign(this.props,t),t._getFontRenderer&&(this._getFontRenderer=t._getFontRenderer),this._key=this._getKey();let e=k1(this._key,this.props.characterSet),r=ts.get(this._key);if(r&&e.size===0){this._atlas!==r&&(this._atlas=r);return}let n=this._generateFontAtlas(e,r);this._atlas=n,ts.set(this._key,n)}_generateFontAtlas(t,e){let{fontFamily:r,fontWeight:n,fontSize:o,buffer:s,sdf:a,radius:c,cutoff:l}=this.props,f=e&&e.data;f||(f=document.createElement("canvas"),f.width=eg);let u=f.getContext("2d",{willReadFrequently:!0});ng(u,r,o,n);let h=_=>D1(u,o,_),d;this._getFontRenderer?d=this._getFontRenderer(this.props):a&&(d={measure:h,draw:z1(this.props)});let{mapping:p,canvasHeight:m,xOffset:g,yOffsetMin:x,yOffsetMax:v}=Xp({measureText:_=>d?d.measure(_):h(_),buffer:s,characterSet:t,maxCanvasWidth:eg,...e&&{mapping:e.mapping,xOffset:e.xOffset,yOffsetMin:e.yOffsetMin,yOffsetMax:e.yOffsetMax}});if(f.height!==m){let _=f.height>0?u.getImageData(0,0,f.width,f.height):null;f.height=m,_&&u.putImageData(_,0,0)}if(ng(u,r,o,n),d)for(let _ of t){let w=p[_],b=w.width,{data:E,left:L=0,top:S=0}=d.draw(_),P=w.x-L,I=w.y-S,C=Math.max(0,Math.round(P)),M=Math.max(0,Math.round(I)),R=Math.min(E.width,f.width-C),V=Math.min(E.height,f.height-M);u.putImageData(E,C,M,0,0,R,V),w.x=C,w.y=M,w.width=R,w.height=V,w.anchorX+=R/2-L-b/2,w.anchorY+=S}else for(let _ of t){let w=p[_];u.fillText(_,w.x,w.y+w.anchorY)}let y=d?d.measure():h();return{baselineOffset:(y.ascent-y.descent)/2,xOffset:g,yOffsetMin:x,yOffsetMax:v,mapping:p,data:f,width:f.width,height:f.height}}_getKey(){let{fontFamily:t,fontWeight:e,fontSize:r,buffer:n,sdf:o,radius:s,cutoff:a}=this.props;return o?`${t} ${e} ${r} ${n} ${s} ${a}`:`${t} ${e} ${r} ${n}`}};function z1({fontSize:i,buffer:t,radius:e,cutoff:r,fontFamily:n,fontWeight:o}){let s=new an({fontSize:i,buffer:t,radius:e,cutoff:r,fontFamily:n,fontWeight:`${o}`});return a=>{let{data:c,width:l,height:f}=s.draw(a),u=new ImageData(l,f);return N1(c,u),{data:u,left:t,top:t}}}var ag=`layout(std140) uniform textBackgroundUniforms {
  bool billboard;
  float sizeScale;
  float sizeMinPixels;
  float sizeMaxPixels;
  vec4 borderRadius;
  vec4 padding;
  highp int sizeUnits;
  bool stroked;
} textBackground;
`,cg={name:"textBackground",vs:ag,fs:ag,uniformTypes:{billboard:"f32",sizeScale:"f32",sizeMinPixels:"f32",sizeMaxPixels:"f32",borderRadius:"vec4<f32>",padding:"vec4<f32>",sizeUnits:"i32",stroked:"f32"}};var lg=`#version 300 es
#define SHADER_NAME text-background-layer-vertex-shader
in vec2 positions;
in vec3 instancePositions;
in vec3 instancePositions64Low;
in vec4 instanceRects;
in vec4 instanceClipRect;
in float instanceSizes;
in float instanceAngles;
in vec2 instancePixelOffsets;
in float instanceLineWidths;
in vec4 instanceFillColors;
in vec4 instanceLineColors;
in vec3 instancePickingColors;
out vec4 vFillColor;
out vec4 vLineColor;
out float vLineWidth;
out vec2 uv;
out vec2 dimensions;
vec2 rotate_by_angle(vec2 vertex, float angle) {
float angle_radian = radians(angle);
float cos_angle = cos(angle_radian);
float sin_angle = sin(angle_radian);
mat2 rotationMatrix = mat2(cos_angle, -sin_angle, sin_angle, cos_angle);
return rotationMatrix * vertex;
}
void main(void) {
geometry.worldPosition = instancePositions;
geometry.uv = positions;
geometry.pickingColor = instancePickingColors;
uv = positions;
vLineWidth = instanceLineWidths;
float sizePixels = clamp(
project_size_to_pixel(instanceSizes * textBackground.sizeScale, textBackground.sizeUnits),
textBackground.sizeMinPixels, textBackground.sizeMaxPixels
);
float instanceScale = sizePixels / text.fontSize;
dimensions = instanceRects.zw * instanceScale + textBackground.padding.xy + textBackground.padding.zw;
vec2 pixelOffset = (positions * instanceRects.zw + instanceRects.xy) * instanceScale + mix(-textBackground.padding.xy, textBackground.padding.zw, positions);
pixelOffset = rotate_by_angle(pixelOffset, instanceAngles);
pixelOffset += instancePixelOffsets;
pixelOffset.y *= -1.0;
vec2 xy = project_size_to_pixel(instanceClipRect.xy);
vec2 wh = project_size_to_pixel(instanceClipRect.zw);
if (text.flipY) {
xy.y = -xy.y - wh.y;
}
if (instanceClipRect.z >= 0.0) {
dimensions.x = wh.x;
pixelOffset.x = xy.x + uv.x * wh.x + mix(-textBackground.padding.x, textBackground.padding.z, uv.x);
}
if (instanceClipRect.w >= 0.0) {
dimensions.y = wh.y;
pixelOffset.y = xy.y + uv.y * wh.y + mix(-textBackground.padding.y, textBackground.padding.w, uv.y);
}
if (textBackground.billboard)  {
gl_Position = project_position_to_clipspace(instancePositions, instancePositions64Low, vec3(0.0), geometry.position);
DECKGL_FILTER_GL_POSITION(gl_Position, geometry);
vec3 offset = vec3(pixelOffset, 0.0);
DECKGL_FILTER_SIZE(offset, geometry);
gl_Position.xy += project_pixel_size_to_clipspace(offset.xy);
} else {
vec3 offset_common = vec3(project_pixel_size(pixelOffset), 0.0);
if (text.flipY) {
offset_common.y *= -1.;
}
DECKGL_FILTER_SIZE(offset_common, geometry);
gl_Position = project_position_to_clipspace(instancePositions, instancePositions64Low, offset_common, geometry.position);
DECKGL_FILTER_GL_POSITION(gl_Position, geometry);
}
vFillColor = vec4(instanceFillColors.rgb, instanceFillColors.a * layer.opacity);
DECKGL_FILTER_COLOR(vFillColor, geometry);
vLineColor = vec4(instanceLineColors.rgb, instanceLineColors.a * layer.opacity);
DECKGL_FILTER_COLOR(vLineColor, geometry);
}
`;var fg=`#version 300 es
#define SHADER_NAME text-background-layer-fragment-shader
precision highp float;
in vec4 vFillColor;
in vec4 vLineColor;
in float vLineWidth;
in vec2 uv;
in vec2 dimensions;
out vec4 fragColor;
float round_rect(vec2 p, vec2 size, vec4 radii) {
vec2 pixelPositionCB = (p - 0.5) * size;
vec2 sizeCB = size * 0.5;
float maxBorderRadius = min(size.x, size.y) * 0.5;
vec4 borderRadius = vec4(min(radii, maxBorderRadius));
borderRadius.xy =
(pixelPositionCB.x > 0.0) ? borderRadius.xy : borderRadius.zw;
borderRadius.x = (pixelPositionCB.y > 0.0) ? borderRadius.x : borderRadius.y;
vec2 q = abs(pixelPositionCB) - sizeCB + borderRadius.x;
return -(min(max(q.x, q.y), 0.0) + length(max(q, 0.0)) - borderRadius.x);
}
float rect(vec2 p, vec2 size) {
vec2 pixelPosition = p * size;
return min(min(pixelPosition.x, size.x - pixelPosition.x),
min(pixelPosition.y, size.y - pixelPosition.y));
}
vec4 get_stroked_fragColor(float dist) {
float isBorder = smoothedge(dist, vLineWidth);
return mix(vFillColor, vLineColor, isBorder);
}
void main(void) {
geometry.uv = uv;
if (textBackground.borderRadius != vec4(0.0)) {
float distToEdge = round_rect(uv, dimensions, textBackground.borderRadius);
float shapeAlpha = smoothedge(-distToEdge, 0.0);
if (shapeAlpha == 0.0) {
discard;
}
if (textBackground.stroked) {
fragColor = get_stroked_fragColor(distToEdge);
} else {
fragColor = vFillColor;
}
fragColor.a *= shapeAlpha;
} else {
if (textBackground.stroked) {
float distToEdge = rect(uv, dimensions);
fragColor = get_stroked_fragColor(distToEdge);
} else {
fragColor = vFillColor;
}
}
DECKGL_FILTER_COLOR(fragColor, geometry);
}
`;var F1={billboard:!0,sizeScale:1,sizeUnits:"pixels",sizeMinPixels:0,sizeMaxPixels:Number.MAX_SAFE_INTEGER,fontSize:1,borderRadius:{type:"object",value:0},padding:{type:"array",value:[0,0,0,0]},getPosition:{type:"accessor",value:i=>i.position},getSize:{type:"accessor",value:1},getAngle:{type:"accessor",value:0},getPixelOffset:{type:"accessor",value:[0,0]},getBoundingRect:{type:"accessor",value:[0,0,0,0]},getClipRect:{type:"accessor",value:[0,0,-1,-1]},getFillColor:{type:"accessor",value:[0,0,0,255]},getLineColor:{type:"accessor",value:[0,0,0,255]},getLineWidth:{type:"accessor",value:1}},ln=class extends ut{getShaders(){return super.getShaders({vs:lg,fs:fg,modules:[pt,yt,cg,Qo]})}initializeState(){this.getAttributeManager().addInstanced({instancePositions:{size:3,type:"float64",fp64:this.use64bitPositions(),transition:!0,accessor:"getPosition"},instanceSizes:{size:1,transition:!0,accessor:"getSize",defaultValue:1},instanceAngles:{size:1,transition:!0,accessor:"getAngle"},instanceRects:{size:4,accessor:"getBoundingRect"},instanceClipRect:{size:4,accessor:"getClipRect",defaultValue:[0,0,-1,-1]},instancePixelOffsets:{size:2,transition:!0,accessor:"getPixelOffset"},instanceFillColors:{size:4,transition:!0,type:"unorm8",accessor:"getFillColor",defaultValue:[0,0,0,255]},instanceLineColors:{size:4,transition:!0,type:"unorm8",accessor:"getLineColor",defaultValue:[0,0,0,255]},instanceLineWidths:{size:1,transition:!0,accessor:"getLineWidth",defaultValue:1}})}updateState(t){super.updateState(t);let{changeFlags:e}=t;e.extensionsChanged&&(this.state.model?.destroy(),this.state.model=this._getModel(),this.getAttributeManager().invalidateAll())}draw({uniforms:t}){let{billboard:e,sizeScale:r,sizeUnits:n,sizeMinPixels:o,sizeMaxPixels:s,getLineWidth:a,fontSize:c}=this.props,{padding:l,borderRadius:f}=this.props;l.length<4&&(l=[l[0],l[1],l[0],l[1]]),Array.isArray(f)||(f=[f,f,f,f]);let u=this.state.model,h={billboard:e,stroked:!!a,borderRadius:f,padding:l,sizeUnits:tt[n],sizeScale:r,sizeMinPixels:o,sizeMaxPixels:s},d={fontSize:c,viewport:this.context.viewport};u.shaderInputs.setProps({textBackground:h,text:d}),u.draw(this.context.renderPass)}_getModel(){let t=[0,0,1,0,0,1,1,1];return new K(this.context.device,{...this.getShaders(),id:this.props.id,bufferLayout:this.getAttributeManager().getBufferLayouts(),geometry:new nt({topology:"triangle-strip",vertexCount:4,attributes:{positions:{size:2,value:new Float32Array(t)}}}),isInstanced:!0})}};ln.defaultProps=F1;ln.layerName="TextBackgroundLayer";var ug=ln;var hg={start:1,middle:0,end:-1},dg={top:1,center:0,bottom:-1},Kc=[0,0,0,255],B1=1,U1={billboard:!0,sizeScale:1,sizeUnits:"pixels",sizeMinPixels:0,sizeMaxPixels:Number.MAX_SAFE_INTEGER,background:!1,getBackgroundColor:{type:"accessor",value:[255,255,255,255]},getBorderColor:{type:"accessor",value:Kc},getBorderWidth:{type:"accessor",value:0},backgroundBorderRadius:{type:"object",value:0},backgroundPadding:{type:"array",value:[0,0,0,0]},characterSet:{type:"object",value:Ne.characterSet},fontFamily:Ne.fontFamily,fontWeight:Ne.fontWeight,lineHeight:B1,outlineWidth:{type:"number",value:0,min:0},outlineColor:{type:"color",value:Kc},fontSettings:{type:"object",value:{},compare:1},wordBreak:"break-word",maxWidth:{type:"number",value:-1},contentCutoffPixels:{type:"array",value:[0,0]},contentAlignHorizontal:"none",contentAlignVertical:"none",getText:{type:"accessor",value:i=>i.text},getPosition:{type:"accessor",value:i=>i.position},getColor:{type:"accessor",value:Kc},getSize:{type:"accessor",value:32},getAngle:{type:"accessor",value:0},getTextAnchor:{type:"accessor",value:"middle"},getAlignmentBaseline:{type:"accessor",value:"center"},getPixelOffset:{type:"accessor",value:[0,0]},getContentBox:{type:"accessor",value:[0,0,-1,-1]},backgroundColor:{deprecatedFor:["background","getBackgroundColor"]}},fn=class extends Ur{constructor(){super(...arguments),this.getBoundingRect=(t,e)=>{let{size:[r,n]}=this.transformParagraph(t,e),{getTextAnchor:o,getAlignmentBaseline:s}=this.props,a=hg[typeof o=="function"?o(t,e):o],c=dg[typeof s=="function"?s(t,e):s];return[(a-1)*r/2,(c-1)*n/2,r,n]},this.getIconOffsets=(t,e)=>{let{getTextAnchor:r,getAlignmentBaseline:n}=this.props,{x:o,y:s,rowWidth:a,size:[,c]}=this.transformParagraph(t,e),l=hg[typeof r=="function"?r(t,e):r],f=dg[typeof n=="function"?n(t,e):n],u=o.length,h=new Array(u*2),d=0;for(let p=0;p<u;p++)h[d++]=(l-1)*a[p]/2+o[p],h[d++]=(f-1)*c/2+s[p];return h}}initializeState(){this.state={styleVersion:0,fontAtlasManager:new cn},this.props.maxWidth>0&&T.once(1,"v8.9 breaking change: TextLayer maxWidth is now relative to text size")()}updateState(t){let{props:e,oldProps:r,changeFlags:n}=t;(n.dataChanged||n.updateTriggersChanged&&(n.updateTriggersChanged.all||n.updateTriggersChanged.getText))&&this._updateText(),(this._updateFontAtlas()||e.lineHeight!==r.lineHeight||e.wordBreak!==r.wordBreak||e.maxWidth!==r.maxWidth)&&this.setState({styleVersion:this.state.styleVersion+1})}getPickingInfo({info:t}){return t.object=t.index>=0?this.props.data[t.index]:null,t}_updateFontAtlas(){let{fontSettings:t,fontFamily:e,fontWeight:r,_getFontRenderer:n}=this.props,{fontAtlasManager:o,characterSet:s}=this.state,a={...t,characterSet:s,fontFamily:e,fontWeight:r,_getFontRenderer:n};if(!o.mapping)return o.setProps(a),!0;for(let c in a)if(a[c]!==o.props[c])return o.setProps(a),!0;return!1}_updateText(){let{data:t,characterSet:e}=this.props,r=t.attributes?.getText,{getText:n}=this.props,o=t.startIndices,s,a=e==="auto"&&new Set;if(r&&o){let{texts:c,characterCount:l}=tg({...ArrayBuffer.isView(r)?{value:r}:r,length:t.length,startIndices:o,characterSet:a});s=l,n=(f,{index:u})=>c[u]}else{let{iterable:c,objectInfo:l}=Tt(t);o=[0],s=0;for(let f of c){l.index++;let u=Array.from(n(f,l)||"");a&&u.forEach(a.add,a),s+=u.length,o.push(s)}}this.setState({getText:n,startIndices:o,numInstances:s,characterSet:a||e})}transformParagraph(t,e){let{fontAtlasManager:r}=this.state,n=r.mapping,{baselineOffset:o}=r.atlas,{fontSize:s}=r.props,a=this.state.getText,{wordBreak:c,lineHeight:l,maxWidth:f}=this.props,u=a(t,e)||"";return Qp(u,o,l*s,c,f*s,n)}renderLayers(){let{startIndices:t,numInstances:e,getText:r,fontAtlasManager:{atlas:n,mapping:o},styleVersion:s}=this.state,{data:a,_dataDiff:c,getPosition:l,getColor:f,getSize:u,getAngle:h,getPixelOffset:d,getBackgroundColor:p,getBorderColor:m,getBorderWidth:g,getContentBox:x,backgroundBorderRadius:v,backgroundPadding:y,background:_,billboard:w,fontSettings:b,outlineWidth:E,outlineColor:L,sizeScale:S,sizeUnits:P,sizeMinPixels:I,sizeMaxPixels:C,contentCutoffPixels:M,contentAlignHorizontal:R,contentAlignVertical:V,transitions:D,updateTriggers:z}=this.props,pn=this.getSubLayerClass("characters",Yp),gn=this.getSubLayerClass("background",ug),{fontSize:ol}=this.state.fontAtlasManager.props;return[_&&new gn({getFillColor:p,getLineColor:m,getLineWidth:g,borderRadius:v,padding:y,getPosition:l,getSize:u,getAngle:h,getPixelOffset:d,getClipRect:x,billboard:w,sizeScale:S,sizeUnits:P,sizeMinPixels:I,sizeMaxPixels:C,fontSize:ol,transitions:D&&{getPosition:D.getPosition,getAngle:D.getAngle,getSize:D.getSize,getFillColor:D.getBackgroundColor,getLineColor:D.getBorderColor,getLineWidth:D.getBorderWidth,getPixelOffset:D.getPixelOffset}},this.getSubLayerProps({id:"background",updateTriggers:{getPosition:z.getPosition,getAngle:z.getAngle,getSize:z.getSize,getFillColor:z.getBackgroundColor,getLineColor:z.getBorderColor,getLineWidth:z.getBorderWidth,getPixelOffset:z.getPixelOffset,getBoundingRect:{getText:z.getText,getTextAnchor:z.getTextAnchor,getAlignmentBaseline:z.getAlignmentBaseline,styleVersion:s}}}),{data:a.attributes&&a.attributes.background?{length:a.length,attributes:a.attributes.background}:a,_dataDiff:c,autoHighlight:!1,getBoundingRect:this.getBoundingRect}),new pn({sdf:b.sdf,smoothing:Number.isFinite(b.smoothing)?b.smoothing:Ne.smoothing,outlineWidth:E/(b.radius||Ne.radius),outlineColor:L,iconAtlas:n,iconMapping:o,getPosition:l,getColor:f,getSize:u,getAngle:h,getPixelOffset:d,getContentBox:x,billboard:w,sizeScale:S,sizeUnits:P,sizeMinPixels:I,sizeMaxPixels:C,fontSize:ol,contentCutoffPixels:M,contentAlignHorizontal:R,contentAlignVertical:V,transitions:D&&{getPosition:D.getPosition,getAngle:D.getAngle,getColor:D.getColor,getSize:D.getSize,getPixelOffset:D.getPixelOffset,getContentBox:D.getContentBox}},this.getSubLayerProps({id:"characters",updateTriggers:{all:z.getText,getPosition:z.getPosition,getAngle:z.getAngle,getColor:z.getColor,getSize:z.getSize,getPixelOffset:z.getPixelOffset,getContentBox:z.getContentBox,getIconOffsets:{getTextAnchor:z.getTextAnchor,getAlignmentBaseline:z.getAlignmentBaseline,styleVersion:s}}}),{data:a,_dataDiff:c,startIndices:t,numInstances:e,getIconOffsets:this.getIconOffsets,getIcon:r})]}static set fontAtlasCacheLimit(t){sg(t)}};fn.defaultProps=U1;fn.layerName="TextLayer";var De=fn;var un={circle:{type:Re,props:{filled:"filled",stroked:"stroked",lineWidthMaxPixels:"lineWidthMaxPixels",lineWidthMinPixels:"lineWidthMinPixels",lineWidthScale:"lineWidthScale",lineWidthUnits:"lineWidthUnits",pointRadiusMaxPixels:"radiusMaxPixels",pointRadiusMinPixels:"radiusMinPixels",pointRadiusScale:"radiusScale",pointRadiusUnits:"radiusUnits",pointAntialiasing:"antialiasing",pointBillboard:"billboard",getFillColor:"getFillColor",getLineColor:"getLineColor",getLineWidth:"getLineWidth",getPointRadius:"getRadius"}},icon:{type:Ie,props:{iconAtlas:"iconAtlas",iconMapping:"iconMapping",iconSizeMaxPixels:"sizeMaxPixels",iconSizeMinPixels:"sizeMinPixels",iconSizeScale:"sizeScale",iconSizeUnits:"sizeUnits",iconAlphaCutoff:"alphaCutoff",iconBillboard:"billboard",getIcon:"getIcon",getIconAngle:"getAngle",getIconColor:"getColor",getIconPixelOffset:"getPixelOffset",getIconSize:"getSize"}},text:{type:De,props:{textSizeMaxPixels:"sizeMaxPixels",textSizeMinPixels:"sizeMinPixels",textSizeScale:"sizeScale",textSizeUnits:"sizeUnits",textBackground:"background",textBackgroundPadding:"backgroundPadding",textFontFamily:"fontFamily",textFontWeight:"fontWeight",textLineHeight:"lineHeight",textMaxWidth:"maxWidth",textOutlineColor:"outlineColor",textOutlineWidth:"outlineWidth",textWordBreak:"wordBreak",textCharacterSet:"characterSet",textBillboard:"billboard",textFontSettings:"fontSettings",getText:"getText",getTextAngle:"getAngle",getTextColor:"getColor",getTextPixelOffset:"getPixelOffset",getTextSize:"getSize",getTextAnchor:"getTextAnchor",getTextAlignmentBaseline:"getAlignmentBaseline",getTextBackgroundColor:"getBackgroundColor",getTextBorderColor:"getBorderColor",getTextBorderWidth:"getBorderWidth"}}},hn={type:yi,props:{lineWidthUnits:"widthUnits",lineWidthScale:"widthScale",lineWidthMinPixels:"widthMinPixels",lineWidthMaxPixels:"widthMaxPixels",lineJointRounded:"jointRounded",lineCapRounded:"capRounded",lineMiterLimit:"miterLimit",lineBillboard:"billboard",getLineColor:"getColor",getLineWidth:"getWidth"}},es={type:Bp,props:{extruded:"extruded",filled:"filled",wireframe:"wireframe",elevationScale:"elevationScale",material:"material",_full3d:"_full3d",getElevation:"getElevation",getFillColor:"getFillColor",getLineColor:"getLineColor"}};function wi({type:i,props:t}){let e={};for(let r in t)e[r]=i.defaultProps[t[r]];return e}function is(i,t){let{transitions:e,updateTriggers:r}=i.props,n={updateTriggers:{},transitions:e&&{getPosition:e.geometry}};for(let o in t){let s=t[o],a=i.props[o];o.startsWith("get")&&(a=i.getSubLayerAccessor(a),n.updateTriggers[s]=r[o],e&&(n.transitions[s]=e[o])),n[s]=a}return n}function gg(i){if(Array.isArray(i))return i;switch(T.assert(i.type,"GeoJSON does not have type"),i.type){case"Feature":return[i];case"FeatureCollection":return T.assert(Array.isArray(i.features),"GeoJSON does not have features array"),i.features;default:return[{geometry:i}]}}function Jc(i,t,e={}){let r={pointFeatures:[],lineFeatures:[],polygonFeatures:[],polygonOutlineFeatures:[]},{startRow:n=0,endRow:o=i.length}=e;for(let s=n;s<o;s++){let a=i[s],{geometry:c}=a;if(c)if(c.type==="GeometryCollection"){T.assert(Array.isArray(c.geometries),"GeoJSON does not have geometries array");let{geometries:l}=c;for(let f=0;f<l.length;f++){let u=l[f];pg(u,r,t,a,s)}}else pg(c,r,t,a,s)}return r}function pg(i,t,e,r,n){let{type:o,coordinates:s}=i,{pointFeatures:a,lineFeatures:c,polygonFeatures:l,polygonOutlineFeatures:f}=t;if(!V1(o,s)){T.warn(`${o} coordinates are malformed`)();return}switch(o){case"Point":a.push(e({geometry:i},r,n));break;case"MultiPoint":s.forEach(u=>{a.push(e({geometry:{type:"Point",coordinates:u}},r,n))});break;case"LineString":c.push(e({geometry:i},r,n));break;case"MultiLineString":s.forEach(u=>{c.push(e({geometry:{type:"LineString",coordinates:u}},r,n))});break;case"Polygon":l.push(e({geometry:i},r,n)),s.forEach(u=>{f.push(e({geometry:{type:"LineString",coordinates:u}},r,n))});break;case"MultiPolygon":s.forEach(u=>{l.push(e({geometry:{type:"Polygon",coordinates:u}},r,n)),u.forEach(h=>{f.push(e({geometry:{type:"LineString",coordinates:h}},r,n))})});break;default:}}var j1={Point:1,MultiPoint:2,LineString:2,MultiLineString:3,Polygon:3,MultiPolygon:4};function V1(i,t){let e=j1[i];for(T.assert(e,`Unknown GeoJSON type ${i}`);t&&--e>0;)t=t[0];return t&&Number.isFinite(t[0])}function mg(){return{points:{},lines:{},polygons:{},polygonsOutline:{}}}function rs(i){return i.geometry.coordinates}function yg(i,t){let e=mg(),{pointFeatures:r,lineFeatures:n,polygonFeatures:o,polygonOutlineFeatures:s}=i;return e.points.data=r,e.points._dataDiff=t.pointFeatures&&(()=>t.pointFeatures),e.points.getPosition=rs,e.lines.data=n,e.lines._dataDiff=t.lineFeatures&&(()=>t.lineFeatures),e.lines.getPath=rs,e.polygons.data=o,e.polygons._dataDiff=t.polygonFeatures&&(()=>t.polygonFeatures),e.polygons.getPolygon=rs,e.polygonsOutline.data=s,e.polygonsOutline._dataDiff=t.polygonOutlineFeatures&&(()=>t.polygonOutlineFeatures),e.polygonsOutline.getPath=rs,e}function _g(i,t){let e=mg(),{points:r,lines:n,polygons:o}=i,s=Vp(i,t);e.points.data={length:r.positions.value.length/r.positions.size,attributes:{...r.attributes,getPosition:r.positions,instancePickingColors:{size:4,value:s.points}},properties:r.properties,numericProps:r.numericProps,featureIds:r.featureIds},e.lines.data={length:n.pathIndices.value.length-1,startIndices:n.pathIndices.value,attributes:{...n.attributes,getPath:n.positions,instancePickingColors:{size:4,value:s.lines}},properties:n.properties,numericProps:n.numericProps,featureIds:n.featureIds},e.lines._pathType="open";let a=o.positions.value.length/o.positions.size,c=Array(a).fill(1);for(let l of o.primitivePolygonIndices.value)c[l-1]=0;return e.polygons.data={length:o.polygonIndices.value.length-1,startIndices:o.polygonIndices.value,attributes:{...o.attributes,getPolygon:o.positions,instanceVertexValid:{size:1,value:new Uint16Array(c)},pickingColors:{size:4,value:s.polygons}},properties:o.properties,numericProps:o.numericProps,featureIds:o.featureIds},e.polygons._normalize=!1,o.triangles&&(e.polygons.data.attributes.indices=o.triangles.value),e.polygonsOutline.data={length:o.primitivePolygonIndices.value.length-1,startIndices:o.primitivePolygonIndices.value,attributes:{...o.attributes,getPath:o.positions,instancePickingColors:{size:4,value:s.polygons}},properties:o.properties,numericProps:o.numericProps,featureIds:o.featureIds},e.polygonsOutline._pathType="open",e}var W1=["points","linestrings","polygons"],G1={...wi(un.circle),...wi(un.icon),...wi(un.text),...wi(hn),...wi(es),stroked:!0,filled:!0,extruded:!1,wireframe:!1,_full3d:!1,iconAtlas:{type:"object",value:null},iconMapping:{type:"object",value:{}},getIcon:{type:"accessor",value:i=>i.properties.icon},getText:{type:"accessor",value:i=>i.properties.text},pointType:"circle",getRadius:{deprecatedFor:"getPointRadius"}},dn=class extends Ur{initializeState(){this.state={layerProps:{},features:{},featuresDiff:{}}}updateState({props:t,changeFlags:e}){if(!e.dataChanged)return;let{data:r}=this.props,n=r&&"points"in r&&"polygons"in r&&"lines"in r;this.setState({binary:n}),n?this._updateStateBinary({props:t,changeFlags:e}):this._updateStateJSON({props:t,changeFlags:e})}_updateStateBinary({props:t,changeFlags:e}){let r=_g(t.data,this.encodePickingColor);this.setState({layerProps:r})}_updateStateJSON({props:t,changeFlags:e}){let r=gg(t.data),n=this.getSubLayerRow.bind(this),o={},s={};if(Array.isArray(e.dataChanged)){let c=this.state.features;for(let l in c)o[l]=c[l].slice(),s[l]=[];for(let l of e.dataChanged){let f=Jc(r,n,l);for(let u in c)s[u].push(Up({data:o[u],getIndex:h=>h.__source.index,dataRange:l,replace:f[u]}))}}else o=Jc(r,n);let a=yg(o,s);this.setState({features:o,featuresDiff:s,layerProps:a})}getPickingInfo(t){let e=super.getPickingInfo(t),{index:r,sourceLayer:n}=e;return e.featureType=W1.find(o=>n.id.startsWith(`${this.id}-${o}-`)),r>=0&&n.id.startsWith(`${this.id}-points-text`)&&this.state.binary&&(e.index=this.props.data.points.globalFeatureIds.value[r]),e}_updateAutoHighlight(t){let e=`${this.id}-points-`,r=t.featureType==="points";for(let n of this.getSubLayers())n.id.startsWith(e)===r&&n.updateAutoHighlight(t)}_renderPolygonLayer(){let{extruded:t,wireframe:e}=this.props,{layerProps:r}=this.state,n="polygons-fill",o=this.shouldRenderSubLayer(n,r.polygons?.data)&&this.getSubLayerClass(n,es.type);if(o){let s=is(this,es.props),a=t&&e;return a||delete s.getLineColor,s.updateTriggers.lineColors=a,new o(s,this.getSubLayerProps({id:n,updateTriggers:s.updateTriggers}),r.polygons)}return null}_renderLineLayers(){let{extruded:t,stroked:e}=this.props,{layerProps:r}=this.state,n="polygons-stroke",o="linestrings",s=!t&&e&&this.shouldRenderSubLayer(n,r.polygonsOutline?.data)&&this.getSubLayerClass(n,hn.type),a=this.shouldRenderSubLayer(o,r.lines?.data)&&this.getSubLayerClass(o,hn.type);if(s||a){let c=is(this,hn.props);return[s&&new s(c,this.getSubLayerProps({id:n,updateTriggers:c.updateTriggers}),r.polygonsOutline),a&&new a(c,this.getSubLayerProps({id:o,updateTriggers:c.updateTriggers}),r.lines)]}return null}_renderPointLayers(){let{pointType:t}=this.props,{layerProps:e,binary:r}=this.state,{highlightedObjectIndex:n}=this.props;!r&&Number.isFinite(n)&&(n=e.points.data.findIndex(a=>a.__source.index===n));let o=new Set(t.split("+")),s=[];for(let a of o){let c=`points-${a}`,l=un[a],f=l&&this.shouldRenderSubLayer(c,e.points?.data)&&this.getSubLayerClass(c,l.type);if(f){let u=is(this,l.props),h=e.points;if(a==="text"&&r){let{instancePickingColors:d,...p}=h.data.attributes;h={...h,data:{...h.data,attributes:p}}}s.push(new f(u,this.getSubLayerProps({id:c,updateTriggers:u.updateTriggers,highlightedObjectIndex:n}),h))}}return s}renderLayers(){let{extruded:t}=this.props,e=this._renderPolygonLayer(),r=this._renderLineLayers(),n=this._renderPointLayers();return[!t&&e,r,n,t&&e]}getSubLayerAccessor(t){let{binary:e}=this.state;return!e||typeof t!="function"?super.getSubLayerAccessor(t):(r,n)=>{let{data:o,index:s}=n,a=jp(o,s);return t(a,n)}}};dn.layerName="GeoJsonLayer";dn.defaultProps=G1;var ns=dn;var tl='"Source Sans", sans-serif';function xg(i,t,e){return[new ns({id:"land",data:i.land,getFillColor:t.land,getLineColor:t.border,lineWidthMinPixels:.8,getLineWidth:0,updateTriggers:{getFillColor:t.land,getLineColor:t.border}}),new yi({id:"graticule",data:H1(e<3?30:e<5?10:2),getPath:r=>r,getColor:[...t.label,45],widthUnits:"pixels",getWidth:1,updateTriggers:{getColor:t.label}}),new De({id:"countries",data:i.names,getPosition:r=>r.at,getText:r=>r.text,getSize:r=>r.size,sizeUnits:"common",sizeMaxPixels:15,getColor:t.label,fontFamily:tl,characterSet:"auto",updateTriggers:{getColor:t.label}})]}function vg(i,t){return[new Re({id:"airports",data:i,getPosition:e=>e.at,radiusUnits:"pixels",getRadius:2.5,stroked:!0,filled:!1,getLineColor:t.label,lineWidthUnits:"pixels",getLineWidth:1.2}),new De({id:"airport-codes",data:i,getPosition:e=>e.at,getText:e=>e.code,getSize:11,getPixelOffset:[0,11],getColor:t.label,fontFamily:tl})]}function wg(i){return new ns({id:"fences",data:{type:"FeatureCollection",features:i},getFillColor:[224,17,95,22],getLineColor:[224,17,95,190],lineWidthUnits:"pixels",getLineWidth:1.5,pickable:!0})}function bg(i){return new yi({id:"trails",data:i,getPath:t=>t.path,getColor:t=>t.colour,widthUnits:"pixels",getWidth:2.2,capRounded:!0,jointRounded:!0})}function Pg({packet:i,attributes:t,positions:e,atlas:r,theme:n,sizes:o,selected:s,named:a}){let{count:c}=i.header,l=u=>[e.value[2*u],e.value[2*u+1]],f=(u,h,d)=>new Ie({id:u,data:{length:c,attributes:{getPosition:e,getAngle:t.angle,...h}},iconAtlas:r.image,iconMapping:$1,sizeUnits:"common",getSize:1,sizeMinPixels:o.least,sizeMaxPixels:o.most,pickable:d});return[f("edges",{instanceIconDefs:t.edge,getColor:t.edgeColour},!1),f("aircraft",{instanceIconDefs:t.fill,getColor:t.colour},!0),new Re({id:"rings",data:{length:c,attributes:{getPosition:e,getRadius:t.ring,getLineColor:t.ringColour}},radiusUnits:"pixels",filled:!1,stroked:!0,lineWidthUnits:"pixels",getLineWidth:2.4,radiusScale:o.least*.72}),new Re({id:"selected",data:s<0?[]:[s],getPosition:l,radiusUnits:"pixels",getRadius:o.least*.95,filled:!1,stroked:!0,getLineColor:n.selected,lineWidthUnits:"pixels",getLineWidth:2.5,updateTriggers:{getPosition:e}}),a.length&&new De({id:"callsigns",data:a,getPosition:l,getText:u=>i.header.texts.callsign[u]??i.header.texts.icao24[u],getSize:12,getPixelOffset:[0,20],getColor:n.text,background:!0,getBackgroundColor:[...n.halo,150],backgroundPadding:[3,1],fontFamily:tl,characterSet:"auto",updateTriggers:{getPosition:e}})]}var $1={},Qc=new Map;function H1(i){if(!Qc.has(i)){let t=[];for(let e=-180;e<=180;e+=i)t.push([[e,-85],[e,85]]);for(let e=-80;e<=80;e+=i){let r=[];for(let n=-180;n<=180;n+=10)r.push([n,e]);t.push(r)}Qc.set(i,t)}return Qc.get(i)}function Eg({columns:i,header:t},e,r){let{count:n}=t,o=new Float32Array(7*n),s=new Float32Array(7*n),a=new Float32Array(n),c=new Float32Array(n),l=new Uint8Array(4*n),f=new Uint8Array(4*n);for(let u=0;u<n;u++){o.set(e.definitions.fill[i.shape[u]],7*u),s.set(e.definitions.edge[i.shape[u]],7*u),a[u]=Number.isNaN(i.track[u])?0:-i.track[u],f.set(r.edge,4*u),f[4*u+3]=i.colour[4*u+3];let h=t.rings[i.attention[u]];c[u]=h?1:0,h&&l.set(h,4*u)}return{fill:{value:o,size:7},edge:{value:s,size:7},angle:{value:a,size:1},colour:{value:i.colour,size:4,normalized:!0},edgeColour:{value:f,size:4,normalized:!0},ring:{value:c,size:1},ringColour:{value:l,size:4,normalized:!0}}}var os=class{constructor({longitude:t,latitude:e,speed:r,track:n,age:o,carried:s}){let a=t.length;this._longitude=t,this._latitude=e,this._age=o,this._eastward=new Float32Array(a),this._northward=new Float32Array(a),this.fastest=0;for(let c=0;c<a;c++){if(!s[c]||!(r[c]>0)||Number.isNaN(n[c]))continue;let l=n[c]*Math.PI/180,f=r[c]/111320;this._northward[c]=f*Math.cos(l),this._eastward[c]=f*Math.sin(l)/Math.max(Math.cos(e[c]*Math.PI/180),.01),this.fastest=Math.max(this.fastest,r[c])}}positions(t){let e=new Float32Array(2*this._longitude.length);for(let r=0;r<this._longitude.length;r++){let n=t===null?0:Math.min(this._age[r]+t,60);e[2*r]=this._longitude[r]+this._eastward[r]*n,e[2*r+1]=this._latitude[r]+this._northward[r]*n}return e}};function Sg(i){let t=new URL(i).searchParams.get("map")??"",[e,r,n]=t.split("/").map(Number);return!(t.split("/").length===3&&[e,r,n].every(Number.isFinite))||Math.abs(r)>85||Math.abs(n)>180||e<0||e>20?null:{zoom:e,latitude:r,longitude:n}}function Lg(i,{view:t,aircraft:e}){let r=new URL(i);if(t){let n=[t.zoom.toFixed(2),t.latitude.toFixed(4),t.longitude.toFixed(4)];r.searchParams.set("map",n.join("/"))}return e?r.searchParams.set("aircraft",e):e===null&&r.searchParams.delete("aircraft"),r.href.replaceAll("%2F","/")}var Y1=["N","NE","E","SE","S","SW","W","NW"];function Tg(i,{index:t,layer:e,x:r,y:n},o){let s=!o||t<0?[]:e?.id==="aircraft"?Z1(o,t):q1(o,e,t);if(i.hidden=!s.length,!s.length)return;i.replaceChildren(...s.map(({text:l,className:f})=>{let u=document.createElement("div");return u.textContent=l,f&&(u.className=f),u}));let{clientWidth:a,clientHeight:c}=i.parentElement;i.style.left=`${Math.min(r+14,Math.max(a-i.offsetWidth-6,0))}px`,i.style.top=`${Math.min(n+14,Math.max(c-i.offsetHeight-6,0))}px`}function q1({header:i},t,e){let r=t?.id==="fences"?i.fences[e]?.properties.name:null;return r?[{text:`Your rule: ${r}`}]:[]}function Z1({header:i,columns:t,elapsed:e},r){let{texts:n,units:o}=i,s=t.ground[r]===1,a=[{text:n.callsign[r]??"no callsign",className:"fw-map-name"},{text:`${n.icao24[r]} \xB7 ${i.countries[t.country[r]]??"country unknown"}`},{text:s?"on the ground":`Altitude ${X1(t.altitude[r],o)}`},{text:`Speed ${K1(t.speed[r],o)}`},{text:`Vertical rate ${J1(t.climb[r],o)}`},{text:`Track ${Q1(t.track[r])}`},{text:`Last fix ${Math.round(t.age[r]+e())} s ago${i.moving&&t.carried[r]?", position estimated since":""}`}],c=i.flags[r];return c&&a.push({text:c,className:"fw-map-flag"}),a}var ss="not reported";function X1(i,{per_metre:t,altitude_unit:e}){return Number.isNaN(i)?ss:`${el(i*t)} ${e}`}function K1(i,{per_ms:t,speed_unit:e}){return Number.isNaN(i)?ss:`${el(i*t)} ${e}`}function J1(i,{climb_per_ms:t,climb_unit:e,climb_decimals:r}){if(Number.isNaN(i))return ss;let n=i>.5?"climbing":i<-.5?"descending":"level";return`${el(i*t,r)} ${e}, ${n}`}function el(i,t=0){return i.toLocaleString("en",{minimumFractionDigits:t,maximumFractionDigits:t})}function Q1(i){return Number.isNaN(i)?ss:`${Math.round(i)}\xB0 ${Y1[Math.round(i/45)%8]}`}var as={longitude:8,latitude:28,zoom:1},il={minZoom:.3,maxZoom:14},tE=5.5,eE=7.5,iE=250,rE=.4,nE=6e4,oE=40075017,sE=[300,4e3],aE=[22,15,11],cE=40,rl=4,cs=class{constructor(t,e){this._parent=t,this._assets=e,this._atlas=Wd(),this._world={land:{type:"FeatureCollection",features:[]},names:[]},this._airports=null,this._named=[],this._focused=null,this._canvas=t.querySelector(".fw-map-canvas"),this._tooltip=t.querySelector(".fw-map-tooltip"),this._basemap=new Uo(t.querySelector(".fw-map-base"),()=>{this._writeNote(),this._draw()}),this._view=Sg(window.location.href),this._deck=new Ac({parent:this._canvas,views:new _r({repeat:!0,controller:{keyboard:!0}}),initialViewState:{...as,...this._view,...il},onViewStateChange:({viewState:r})=>this._moved(r),onHover:r=>Tg(this._tooltip,r,this._packet),getCursor:({isDragging:r,isHovering:n})=>r?"grabbing":n?"pointer":"grab",pickingRadius:rl,onError:r=>console.error("map:",r)}),this._canvas.onpointerdown=({clientX:r,clientY:n})=>{this._pressedAt=[r,n]},this._canvas.onclick=r=>this._clicked(r),t.querySelector(".fw-map-fit").onclick=()=>this._show(this._fitted()),this._load("world.geojson").then(r=>{this._world={land:r,names:lE(r)},this._draw()}),this._loop=requestAnimationFrame(()=>this._frame())}update(t,e){this._tell=e,this._packet=t;let r=performance.now();t.elapsed=()=>t.header.elapsed+(performance.now()-r)/1e3,this._motion=new os(t.columns);let{header:n}=t;this._attributes=Eg(t,this._atlas,n.theme),this._selected=n.texts.icao24.indexOf(n.selected),this._canvas.parentElement.style.background=n.theme.ocean,this._basemap.show(n.style),this._parent.querySelector(".fw-map-root").setAttribute("aria-label",n.alt),this._parent.querySelector(".fw-map-legend").replaceChildren(...$d(n.legend)),this._writeNote(),Mg({aircraft:n.selected}),!this._view&&n.count&&this._show(this._fitted(),0),n.focus&&n.focus.id!==this._focused&&(this._focused=n.focus.id,this._show({...n.focus,zoom:Math.max(this._now().zoom,n.focus.zoom)})),this._drawFromHere()}destroy(){cancelAnimationFrame(this._loop),clearTimeout(this._settling),this._basemap.destroy(),this._deck.finalize()}_frame(){this._loop=requestAnimationFrame(()=>this._frame()),this._packet?.header.moving&&performance.now()-this._drawn>this._stepMs()&&this._draw()}_stepMs(){let{zoom:t,latitude:e}=this._now(),r=oE*Math.cos(e*Math.PI/180)/(512*2**t),n=this._motion.fastest/r;return Math.min(rE/n*1e3,nE)}_draw(){let t=this._packet;if(!t)return;this._drawn=performance.now();let{header:e}=t,{zoom:r}=this._now(),n={value:this._motion.positions(e.moving?t.elapsed():null),size:2};this._positions=n;let o=sE.filter(s=>e.count>s).length;this._deck.setProps({layers:[...e.style&&!this._basemap.problem?[]:xg(this._world,e.theme,r),...r>=tE?vg(this._airportsLoaded(),e.theme):[],wg(e.fences),bg(e.trails),...Pg({packet:t,attributes:this._attributes,positions:n,atlas:this._atlas,theme:e.theme,sizes:{least:aE[o],most:cE},selected:this._selected,named:this._named})]})}_moved(t){this._view=t,this._basemap.follow(t),clearTimeout(this._settling),this._settling=setTimeout(()=>this._settled(),250)}_settled(){Mg({view:this._now()}),this._drawFromHere()}_drawFromHere(){this._nameThoseNear(),this._draw(),this._reportBounds()}_clicked({clientX:t,clientY:e}){let[r,n]=this._pressedAt??[t,e];if(Math.hypot(t-r,e-n)>rl)return;let{left:o,top:s}=this._canvas.getBoundingClientRect(),[a,c]=[t-o,e-s],l=this._deck.pickObject({x:a,y:c,radius:rl,layerIds:["aircraft"]});this._tell?.("clicked",l?this._packet.header.texts.icao24[l.index]:"")}_writeNote(){let{problem:t}=this._basemap,e=t?` The map style cannot be shown: ${t}.`:"";this._parent.querySelector(".fw-map-note").textContent=(this._packet?.header.note??"")+e}_reportBounds(){if(!this._packet?.header.report_bounds)return;let t=this._viewport().getBounds().map(e=>Math.round(e*100)/100);String(t)!==String(this._reported)&&(this._reported=t,this._tell("bounds",t))}_nameThoseNear(){if(this._named=[],!this._packet||this._now().zoom<eE)return;let[t,e,r,n]=this._viewport().getBounds(),{longitude:o,latitude:s}=this._packet.columns;for(let a=0;a<o.length&&this._named.length<iE;a++)o[a]>t&&o[a]<r&&s[a]>e&&s[a]<n&&this._named.push(a)}_now(){return this._view??as}_viewport(){let{clientWidth:t,clientHeight:e}=this._canvas;return new Ee({...this._now(),width:t||900,height:e||560})}_show(t,e=700){let{longitude:r,latitude:n,zoom:o}=t;this._view={longitude:r,latitude:n,zoom:o,pitch:0,bearing:0},this._deck.setProps({initialViewState:{...this._view,...il,transitionDuration:e}}),this._moved(this._view)}_fitted(){let{longitude:t,latitude:e}=this._packet.columns,r={...as,zoom:Math.max(Math.min(Math.log2(this._viewport().width/512),as.zoom),il.minZoom)};if(!t.length)return r;let[n,o]=Ag(t),[s,a]=Ag(e),c=[[n,Math.max(s,-80)],[o+.01,Math.min(a,80)+.01]],l=this._viewport().fitBounds(c,{padding:30});return l.zoom<r.zoom+.3?r:{...l,zoom:Math.min(l.zoom,8)}}_airportsLoaded(){return this._airports===null&&(this._airports=[],this._load("airports.json").then(t=>{this._airports=t,this._draw()})),this._airports}async _load(t){let e=await fetch(`${this._assets}/${t}`);if(!e.ok)throw new Error(`${t}: ${e.status}`);return e.json()}};function Mg(i){history.replaceState(history.state,"",Lg(window.location.href,i))}function lE(i){return i.features.map(({properties:{label:t,name:e,area:r}})=>({at:t,text:e,size:Math.min(Math.max(Math.sqrt(r)/12,.4),.8)}))}function Ag(i){let t=Float32Array.from(i).sort();return[.01,.99].map(e=>t[Math.round((t.length-1)*e)])}var nl=new WeakMap;function ZU({parentElement:i,data:t,setTriggerValue:e,setStateValue:r},n){let o=nl.get(i);return o||(o=new cs(i,n),nl.set(i,o),globalThis.flightwatchMap=o),o.update(ml(t),(s,a)=>(s==="clicked"?e:r)(s,a)),()=>{o.destroy(),nl.delete(i)}}export{ZU as render};

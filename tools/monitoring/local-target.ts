/** Where the local runtime has its metrics. */
export const LOCAL_METRICS_PATH = '/metrics';
/** Of `npm start`, without options. */
export const LOCAL_TARGET = '127.0.0.1:3000';

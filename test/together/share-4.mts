import { runShare } from './share.mts';

runShare(4);

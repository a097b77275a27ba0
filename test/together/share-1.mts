import { runShare } from './share.mts';

runShare(1);

import { runFirstShare } from './share.mts';

runFirstShare(1);

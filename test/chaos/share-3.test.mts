import { playShare } from './play-share.mts';

playShare(3);

/* The points mall and leaderboards: loaded when one of them is opened. */
import './shop.css';
import { learn } from '../text';
import { shopWords } from './strings';

learn(shopWords);
export { mall } from './mall';
export { boards } from './boards';

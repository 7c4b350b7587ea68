/* The icons of the console.  Ant Design gives each the English name of its drawing as a spoken label ("download",
   "close-circle"), which a screen reader adds to the words of the button; here they are pictures and say nothing, and what
   stands without words has a label of its own.  Import icons from here, never from the package. */
import {
  ApiOutlined as ApiOutlined_,
  ApartmentOutlined as ApartmentOutlined_,
  AppstoreAddOutlined as AppstoreAddOutlined_,
  AppstoreOutlined as AppstoreOutlined_,
  ArrowDownOutlined as ArrowDownOutlined_,
  ArrowLeftOutlined as ArrowLeftOutlined_,
  ArrowUpOutlined as ArrowUpOutlined_,
  AuditOutlined as AuditOutlined_,
  BarChartOutlined as BarChartOutlined_,
  BlockOutlined as BlockOutlined_,
  BgColorsOutlined as BgColorsOutlined_,
  CaretDownFilled as CaretDownFilled_,
  CaretUpFilled as CaretUpFilled_,
  CaretRightOutlined as CaretRightOutlined_,
  CheckCircleFilled as CheckCircleFilled_,
  CheckCircleOutlined as CheckCircleOutlined_,
  CheckOutlined as CheckOutlined_,
  ClockCircleOutlined as ClockCircleOutlined_,
  CloseCircleFilled as CloseCircleFilled_,
  CloseCircleOutlined as CloseCircleOutlined_,
  CloseOutlined as CloseOutlined_,
  CloudUploadOutlined as CloudUploadOutlined_,
  CodeOutlined as CodeOutlined_,
  CompassOutlined as CompassOutlined_,
  CopyOutlined as CopyOutlined_,
  CrownOutlined as CrownOutlined_,
  DatabaseOutlined as DatabaseOutlined_,
  DeleteOutlined as DeleteOutlined_,
  DesktopOutlined as DesktopOutlined_,
  DisconnectOutlined as DisconnectOutlined_,
  DownOutlined as DownOutlined_,
  DownloadOutlined as DownloadOutlined_,
  EditOutlined as EditOutlined_,
  ExperimentOutlined as ExperimentOutlined_,
  FilterOutlined as FilterOutlined_,
  FormOutlined as FormOutlined_,
  GiftOutlined as GiftOutlined_,
  FunnelPlotOutlined as FunnelPlotOutlined_,
  HeatMapOutlined as HeatMapOutlined_,
  HistoryOutlined as HistoryOutlined_,
  HolderOutlined as HolderOutlined_,
  HomeOutlined as HomeOutlined_,
  ImportOutlined as ImportOutlined_,
  HddOutlined as HddOutlined_,
  InboxOutlined as InboxOutlined_,
  InfoCircleOutlined as InfoCircleOutlined_,
  KeyOutlined as KeyOutlined_,
  LeftOutlined as LeftOutlined_,
  LineChartOutlined as LineChartOutlined_,
  LinkOutlined as LinkOutlined_,
  LoadingOutlined as LoadingOutlined_,
  LockOutlined as LockOutlined_,
  LogoutOutlined as LogoutOutlined_,
  MenuFoldOutlined as MenuFoldOutlined_,
  MenuOutlined as MenuOutlined_,
  MenuUnfoldOutlined as MenuUnfoldOutlined_,
  MoonOutlined as MoonOutlined_,
  MoreOutlined as MoreOutlined_,
  NodeIndexOutlined as NodeIndexOutlined_,
  PartitionOutlined as PartitionOutlined_,
  PlusCircleOutlined as PlusCircleOutlined_,
  PauseOutlined as PauseOutlined_,
  PercentageOutlined as PercentageOutlined_,
  PlusOutlined as PlusOutlined_,
  ProfileOutlined as ProfileOutlined_,
  PushpinOutlined as PushpinOutlined_,
  QuestionCircleOutlined as QuestionCircleOutlined_,
  RedoOutlined as RedoOutlined_,
  ReloadOutlined as ReloadOutlined_,
  RightOutlined as RightOutlined_,
  SaveOutlined as SaveOutlined_,
  SearchOutlined as SearchOutlined_,
  SettingOutlined as SettingOutlined_,
  ShareAltOutlined as ShareAltOutlined_,
  ShoppingCartOutlined as ShoppingCartOutlined_,
  StopOutlined as StopOutlined_,
  SunOutlined as SunOutlined_,
  SwapOutlined as SwapOutlined_,
  TableOutlined as TableOutlined_,
  TagOutlined as TagOutlined_,
  TagsOutlined as TagsOutlined_,
  TeamOutlined as TeamOutlined_,
  ThunderboltOutlined as ThunderboltOutlined_,
  UndoOutlined as UndoOutlined_,
  UnorderedListOutlined as UnorderedListOutlined_,
  UserAddOutlined as UserAddOutlined_,
  UserDeleteOutlined as UserDeleteOutlined_,
  UserOutlined as UserOutlined_,
  WalletOutlined as WalletOutlined_,
  WarningOutlined as WarningOutlined_,
} from '@ant-design/icons';
import { createElement, type ComponentType, type SVGProps } from 'react';

export type Icon = ComponentType<Pick<SVGProps<HTMLSpanElement>, 'className' | 'style' | 'onClick'> & { spin?: boolean; rotate?: number }>;
const quiet = (drawing: Icon): Icon => {
  const Quiet: Icon = (p) => createElement(drawing as ComponentType<object>, { ...p, 'aria-hidden': true, 'aria-label': undefined } as object);
  return Quiet;
};

export const ApartmentOutlined = /* @__PURE__ */ quiet(ApartmentOutlined_);
export const ApiOutlined = /* @__PURE__ */ quiet(ApiOutlined_);
export const AppstoreAddOutlined = /* @__PURE__ */ quiet(AppstoreAddOutlined_);
export const AppstoreOutlined = /* @__PURE__ */ quiet(AppstoreOutlined_);
export const ArrowDownOutlined = /* @__PURE__ */ quiet(ArrowDownOutlined_);
export const ArrowLeftOutlined = /* @__PURE__ */ quiet(ArrowLeftOutlined_);
export const ArrowUpOutlined = /* @__PURE__ */ quiet(ArrowUpOutlined_);
export const AuditOutlined = /* @__PURE__ */ quiet(AuditOutlined_);
export const BarChartOutlined = /* @__PURE__ */ quiet(BarChartOutlined_);
export const BlockOutlined = /* @__PURE__ */ quiet(BlockOutlined_);
export const BgColorsOutlined = /* @__PURE__ */ quiet(BgColorsOutlined_);
export const CaretDownFilled = /* @__PURE__ */ quiet(CaretDownFilled_);
export const CaretUpFilled = /* @__PURE__ */ quiet(CaretUpFilled_);
export const CaretRightOutlined = /* @__PURE__ */ quiet(CaretRightOutlined_);
export const CheckCircleFilled = /* @__PURE__ */ quiet(CheckCircleFilled_);
export const CheckCircleOutlined = /* @__PURE__ */ quiet(CheckCircleOutlined_);
export const CheckOutlined = /* @__PURE__ */ quiet(CheckOutlined_);
export const ClockCircleOutlined = /* @__PURE__ */ quiet(ClockCircleOutlined_);
export const CloseCircleFilled = /* @__PURE__ */ quiet(CloseCircleFilled_);
export const CloseCircleOutlined = /* @__PURE__ */ quiet(CloseCircleOutlined_);
export const CloseOutlined = /* @__PURE__ */ quiet(CloseOutlined_);
export const CodeOutlined = /* @__PURE__ */ quiet(CodeOutlined_);
export const CloudUploadOutlined = /* @__PURE__ */ quiet(CloudUploadOutlined_);
export const CompassOutlined = /* @__PURE__ */ quiet(CompassOutlined_);
export const CopyOutlined = /* @__PURE__ */ quiet(CopyOutlined_);
export const CrownOutlined = /* @__PURE__ */ quiet(CrownOutlined_);
export const DatabaseOutlined = /* @__PURE__ */ quiet(DatabaseOutlined_);
export const DeleteOutlined = /* @__PURE__ */ quiet(DeleteOutlined_);
export const DesktopOutlined = /* @__PURE__ */ quiet(DesktopOutlined_);
export const DisconnectOutlined = /* @__PURE__ */ quiet(DisconnectOutlined_);
export const DownOutlined = /* @__PURE__ */ quiet(DownOutlined_);
export const DownloadOutlined = /* @__PURE__ */ quiet(DownloadOutlined_);
export const EditOutlined = /* @__PURE__ */ quiet(EditOutlined_);
export const ExperimentOutlined = /* @__PURE__ */ quiet(ExperimentOutlined_);
export const GiftOutlined = /* @__PURE__ */ quiet(GiftOutlined_);
export const FormOutlined = /* @__PURE__ */ quiet(FormOutlined_);
export const FilterOutlined = /* @__PURE__ */ quiet(FilterOutlined_);
export const FunnelPlotOutlined = /* @__PURE__ */ quiet(FunnelPlotOutlined_);
export const HeatMapOutlined = /* @__PURE__ */ quiet(HeatMapOutlined_);
export const HolderOutlined = /* @__PURE__ */ quiet(HolderOutlined_);
export const HistoryOutlined = /* @__PURE__ */ quiet(HistoryOutlined_);
export const HomeOutlined = /* @__PURE__ */ quiet(HomeOutlined_);
export const ImportOutlined = /* @__PURE__ */ quiet(ImportOutlined_);
export const HddOutlined = /* @__PURE__ */ quiet(HddOutlined_);
export const InboxOutlined = /* @__PURE__ */ quiet(InboxOutlined_);
export const InfoCircleOutlined = /* @__PURE__ */ quiet(InfoCircleOutlined_);
export const KeyOutlined = /* @__PURE__ */ quiet(KeyOutlined_);
export const LineChartOutlined = /* @__PURE__ */ quiet(LineChartOutlined_);
export const LeftOutlined = /* @__PURE__ */ quiet(LeftOutlined_);
export const LinkOutlined = /* @__PURE__ */ quiet(LinkOutlined_);
export const LoadingOutlined = /* @__PURE__ */ quiet(LoadingOutlined_);
export const LockOutlined = /* @__PURE__ */ quiet(LockOutlined_);
export const LogoutOutlined = /* @__PURE__ */ quiet(LogoutOutlined_);
export const MenuFoldOutlined = /* @__PURE__ */ quiet(MenuFoldOutlined_);
export const MenuOutlined = /* @__PURE__ */ quiet(MenuOutlined_);
export const MenuUnfoldOutlined = /* @__PURE__ */ quiet(MenuUnfoldOutlined_);
export const MoonOutlined = /* @__PURE__ */ quiet(MoonOutlined_);
export const NodeIndexOutlined = /* @__PURE__ */ quiet(NodeIndexOutlined_);
export const MoreOutlined = /* @__PURE__ */ quiet(MoreOutlined_);
export const PauseOutlined = /* @__PURE__ */ quiet(PauseOutlined_);
export const PercentageOutlined = /* @__PURE__ */ quiet(PercentageOutlined_);
export const PlusCircleOutlined = /* @__PURE__ */ quiet(PlusCircleOutlined_);
export const PartitionOutlined = /* @__PURE__ */ quiet(PartitionOutlined_);
export const PlusOutlined = /* @__PURE__ */ quiet(PlusOutlined_);
export const PushpinOutlined = /* @__PURE__ */ quiet(PushpinOutlined_);
export const ProfileOutlined = /* @__PURE__ */ quiet(ProfileOutlined_);
export const QuestionCircleOutlined = /* @__PURE__ */ quiet(QuestionCircleOutlined_);
export const RedoOutlined = /* @__PURE__ */ quiet(RedoOutlined_);
export const ReloadOutlined = /* @__PURE__ */ quiet(ReloadOutlined_);
export const RightOutlined = /* @__PURE__ */ quiet(RightOutlined_);
export const SaveOutlined = /* @__PURE__ */ quiet(SaveOutlined_);
export const SearchOutlined = /* @__PURE__ */ quiet(SearchOutlined_);
export const ShareAltOutlined = /* @__PURE__ */ quiet(ShareAltOutlined_);
export const SettingOutlined = /* @__PURE__ */ quiet(SettingOutlined_);
export const ShoppingCartOutlined = /* @__PURE__ */ quiet(ShoppingCartOutlined_);
export const StopOutlined = /* @__PURE__ */ quiet(StopOutlined_);
export const SunOutlined = /* @__PURE__ */ quiet(SunOutlined_);
export const SwapOutlined = /* @__PURE__ */ quiet(SwapOutlined_);
export const TableOutlined = /* @__PURE__ */ quiet(TableOutlined_);
export const TagOutlined = /* @__PURE__ */ quiet(TagOutlined_);
export const TagsOutlined = /* @__PURE__ */ quiet(TagsOutlined_);
export const TeamOutlined = /* @__PURE__ */ quiet(TeamOutlined_);
export const ThunderboltOutlined = /* @__PURE__ */ quiet(ThunderboltOutlined_);
export const UndoOutlined = /* @__PURE__ */ quiet(UndoOutlined_);
export const UnorderedListOutlined = /* @__PURE__ */ quiet(UnorderedListOutlined_);
export const UserAddOutlined = /* @__PURE__ */ quiet(UserAddOutlined_);
export const UserDeleteOutlined = /* @__PURE__ */ quiet(UserDeleteOutlined_);
export const UserOutlined = /* @__PURE__ */ quiet(UserOutlined_);
export const WalletOutlined = /* @__PURE__ */ quiet(WalletOutlined_);
export const WarningOutlined = /* @__PURE__ */ quiet(WarningOutlined_);

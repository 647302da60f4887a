/** Generated from hub/wire by tools/wire_ts.py. Do not edit: change the models. */

export type Role = 'head' | 'mayor' | 'operator' | 'administrator' | 'device';
export type Code =
  | 'bad_address'
  | 'bad_answer'
  | 'bad_decision'
  | 'bad_ladder'
  | 'bad_leave'
  | 'bad_report'
  | 'bad_request'
  | 'bad_rule'
  | 'bad_sdp'
  | 'bad_text'
  | 'cannot_be_rung'
  | 'code_wrong'
  | 'due_past'
  | 'empty_message'
  | 'file_too_big'
  | 'floor_denied'
  | 'floor_held'
  | 'id_taken'
  | 'internal'
  | 'ladder_changed'
  | 'link_expired'
  | 'link_unknown'
  | 'link_used'
  | 'list_full'
  | 'media_down'
  | 'minutes_changed'
  | 'muted'
  | 'no_recipients'
  | 'no_such_decision'
  | 'no_such_file'
  | 'no_such_message'
  | 'no_such_passkey'
  | 'no_such_post'
  | 'no_such_rollcall'
  | 'no_such_room'
  | 'no_such_session'
  | 'no_such_stream'
  | 'no_such_summons'
  | 'no_such_voice'
  | 'no_such_way'
  | 'not_a_member'
  | 'not_allowed'
  | 'not_called_on'
  | 'not_saved'
  | 'not_signed_in'
  | 'not_tested'
  | 'not_yours'
  | 'passkey_refused'
  | 'passkeys_elsewhere'
  | 'password_common'
  | 'password_is_name'
  | 'password_short'
  | 'password_wrong'
  | 'post_taken'
  | 'rate_limited'
  | 'receive_only'
  | 'removed'
  | 'rollcall_led'
  | 'rollcall_state'
  | 'room_full'
  | 'room_locked'
  | 'second_factor_needed'
  | 'step_up'
  | 'summons_over'
  | 'too_late'
  | 'totp_needed'
  | 'totp_wrong'
  | 'upload_quota'
  | 'wrong_credentials'
  | 'wrong_mode'
  | 'wrong_offset';
export type Mode = 'open' | 'moderated' | 'ptt';
/**
 * One event of a stream, as it was saved, by kind.
 */
export type Event =
  | {
      stream: string;
      id: string;
      by: string;
      seq: number;
      at_ms: number;
      kind: 'message';
      body: Posted;
    }
  | {
      stream: string;
      id: string;
      by: string;
      seq: number;
      at_ms: number;
      kind: 'edited';
      body: Edited;
    }
  | {
      stream: string;
      id: string;
      by: string;
      seq: number;
      at_ms: number;
      kind: 'deleted';
      body: Deleted;
    }
  | {
      stream: string;
      id: string;
      by: string;
      seq: number;
      at_ms: number;
      kind: 'transmission';
      body: Transmission;
    }
  | {
      stream: string;
      id: string;
      by: string;
      seq: number;
      at_ms: number;
      kind: 'moderated';
      body: Moderated;
    }
  | {
      stream: string;
      id: string;
      by: string;
      seq: number;
      at_ms: number;
      kind: 'recorded';
      body: Recorded;
    }
  | {
      stream: string;
      id: string;
      by: string;
      seq: number;
      at_ms: number;
      kind: 'heard';
      body: Heard;
    }
  | {
      stream: string;
      id: string;
      by: string;
      seq: number;
      at_ms: number;
      kind: 'patched';
      body: Patched;
    }
  | {
      stream: string;
      id: string;
      by: string;
      seq: number;
      at_ms: number;
      kind: 'recording';
      body: RecordingSaid;
    };
/**
 * What the hub says unasked, by kind.
 */
export type Live =
  | {
      room: string;
      kind: 'rooms';
      body: RoomsChanged;
    }
  | {
      room: string;
      kind: 'roster';
      body: RosterChanged;
    }
  | {
      room: string;
      kind: 'floor';
      body: FloorChanged;
    }
  | {
      room: string;
      kind: 'levels';
      body: Levels;
    }
  | {
      room: string;
      kind: 'ptt';
      body: PttNews;
    }
  | {
      room: string;
      kind: 'voice';
      body: VoiceEnded;
    }
  | {
      room: string;
      kind: 'presence';
      body: PresenceChanged;
    }
  | {
      room: string;
      kind: 'typing';
      body: TypingNow;
    }
  | {
      room: string;
      kind: 'reads';
      body: ReadsChanged;
    }
  | {
      room: string;
      kind: 'storage';
      body: StorageChanged;
    }
  | {
      room: string;
      kind: 'moderation';
      body: Moderation;
    }
  | {
      room: string;
      kind: 'door';
      body: DoorNews;
    }
  | {
      room: string;
      kind: 'all_call';
      body: AllCallNow;
    }
  | {
      room: string;
      kind: 'rings';
      body: Rings;
    }
  | {
      room: string;
      kind: 'summons';
      body: SummonsNow;
    }
  | {
      room: string;
      kind: 'duty';
      body: DutyCall;
    }
  | {
      room: string;
      kind: 'radio';
      body: RadioNow;
    }
  | {
      room: string;
      kind: 'grant';
      body: RadioGrant;
    }
  | {
      room: string;
      kind: 'say';
      body: RadioSay;
    }
  | {
      room: string;
      kind: 'rollcall';
      body: RollCallNow;
    }
  | {
      room: string;
      kind: 'decision';
      body: DecisionNow;
    }
  | {
      room: string;
      kind: 'quality';
      body: RoomQuality;
    };

export interface Wire {
  Access: Access;
  AccessReset: AccessReset;
  AccessShow: AccessShow;
  AgencyEntry: AgencyEntry;
  AgencyReadiness: AgencyReadiness;
  AllCallNow: AllCallNow;
  AnswerByToken: AnswerByToken;
  AnswerCard: AnswerCard;
  Asking: Asking;
  AssignmentEntry: AssignmentEntry;
  AuditLine: AuditLine;
  AuditLines: AuditLines;
  AuditPage: AuditPage;
  Beacon: Beacon;
  Board: Board;
  Change: Change;
  ChannelCard: ChannelCard;
  ChatDelete: ChatDelete;
  ChatEdit: ChatEdit;
  ChatHistory: ChatHistory;
  ChatSearch: ChatSearch;
  ChatSend: ChatSend;
  ChatTyping: ChatTyping;
  CircularCard: CircularCard;
  CircularList: CircularList;
  CircularSave: CircularSave;
  Circulars: Circulars;
  Code: Code;
  Commands: Commands;
  CompareColumn: CompareColumn;
  CompareRow: CompareRow;
  DecisionCard: DecisionCard;
  DecisionDo: DecisionDo;
  DecisionList: DecisionList;
  DecisionMake: DecisionMake;
  DecisionNow: DecisionNow;
  DecisionSaved: DecisionSaved;
  Decisions: Decisions;
  Deleted: Deleted;
  DidCard: DidCard;
  DirectoryBook: DirectoryBook;
  DirectoryGet: DirectoryGet;
  DirectoryImport: DirectoryImport;
  DirectoryReshuffle: DirectoryReshuffle;
  DirectorySave: DirectorySave;
  Done: Done;
  DoorNews: DoorNews;
  DrillPlanned: DrillPlanned;
  DrillRead: DrillRead;
  DrillSave: DrillSave;
  DutyCall: DutyCall;
  Edited: Edited;
  EnrolIssue: EnrolIssue;
  EnrolLook: EnrolLook;
  EnrolLooked: EnrolLooked;
  Enrolment: Enrolment;
  EntryCard: EntryCard;
  EntryRecord: EntryRecord;
  Event: Event;
  FileCard: FileCard;
  Floor: Floor;
  FloorChanged: FloorChanged;
  HandSet: HandSet;
  HeadcountVerdict: HeadcountVerdict;
  Heard: Heard;
  HeardIn: HeardIn;
  Held: Held;
  Hello: Hello;
  Hits: Hits;
  ImportDone: ImportDone;
  LadderCard: LadderCard;
  LadderChecked: LadderChecked;
  LadderDoubt: LadderDoubt;
  LadderFlaw: LadderFlaw;
  LadderRead: LadderRead;
  LadderSave: LadderSave;
  Ladders: Ladders;
  LastAttempt: LastAttempt;
  LeaveAdd: LeaveAdd;
  LeaveCard: LeaveCard;
  LeaveList: LeaveList;
  LeaveRemove: LeaveRemove;
  Leaves: Leaves;
  Levels: Levels;
  LinkEcho: LinkEcho;
  LinkLook: LinkLook;
  LinkUse: LinkUse;
  Live: Live;
  MicSet: MicSet;
  MinutesAround: MinutesAround;
  MinutesContent: MinutesContent;
  MinutesCount: MinutesCount;
  MinutesDecision: MinutesDecision;
  MinutesEdit: MinutesEdit;
  MinutesLine: MinutesLine;
  MinutesRead: MinutesRead;
  MinutesRemark: MinutesRemark;
  MinutesVersion: MinutesVersion;
  MinutesWhole: MinutesWhole;
  Mode: Mode;
  Moderated: Moderated;
  Moderation: Moderation;
  MyCall: MyCall;
  MyCalls: MyCalls;
  News: News;
  NextRung: NextRung;
  NoteCard: NoteCard;
  OfficialEntry: OfficialEntry;
  Participant: Participant;
  PasskeyAdd: PasskeyAdd;
  PasskeyAsked: PasskeyAsked;
  PasskeyBegin: PasskeyBegin;
  PasskeyCard: PasskeyCard;
  PasskeyRemove: PasskeyRemove;
  PasswordSet: PasswordSet;
  PastCard: PastCard;
  PastEntry: PastEntry;
  PastFigures: PastFigures;
  PastHeard: PastHeard;
  PastLine: PastLine;
  PastSeries: PastSeries;
  PatchCut: PatchCut;
  PatchMake: PatchMake;
  Patched: Patched;
  PersonCard: PersonCard;
  PostEntry: PostEntry;
  PostReadiness: PostReadiness;
  Posted: Posted;
  PresenceChanged: PresenceChanged;
  Problem: Problem;
  PttHeld: PttHeld;
  PttNews: PttNews;
  PttRelease: PttRelease;
  PttReply: PttReply;
  PttRequest: PttRequest;
  PushKeys: PushKeys;
  PushNotice: PushNotice;
  PushSubscription: PushSubscription;
  QrCode: QrCode;
  Quality: Quality;
  RadioCarrier: RadioCarrier;
  RadioChannels: RadioChannels;
  RadioGrant: RadioGrant;
  RadioHello: RadioHello;
  RadioList: RadioList;
  RadioName: RadioName;
  RadioNow: RadioNow;
  RadioPrepared: RadioPrepared;
  RadioRecorded: RadioRecorded;
  RadioRemove: RadioRemove;
  RadioRevoke: RadioRevoke;
  RadioSaid: RadioSaid;
  RadioSave: RadioSave;
  RadioSay: RadioSay;
  RadioSignal: RadioSignal;
  RadioStatus: RadioStatus;
  RadioToken: RadioToken;
  RadioTokenIssued: RadioTokenIssued;
  RadioUnits: RadioUnits;
  RadioWelcome: RadioWelcome;
  ReachAdd: ReachAdd;
  ReachAdded: ReachAdded;
  ReachCode: ReachCode;
  ReachCoded: ReachCoded;
  ReachHeard: ReachHeard;
  ReachMine: ReachMine;
  ReachNtfy: ReachNtfy;
  ReachPush: ReachPush;
  ReachReadiness: ReachReadiness;
  ReachRemove: ReachRemove;
  ReachTest: ReachTest;
  ReachTested: ReachTested;
  ReachWay: ReachWay;
  ReachWays: ReachWays;
  Readiness: Readiness;
  ReadinessWay: ReadinessWay;
  ReadsChanged: ReadsChanged;
  Receipt: Receipt;
  RecipientCard: RecipientCard;
  RecipientDial: RecipientDial;
  RecipientGive: RecipientGive;
  RecipientNote: RecipientNote;
  RecipientPush: RecipientPush;
  RecipientTake: RecipientTake;
  RecipientTaken: RecipientTaken;
  RecordAgency: RecordAgency;
  RecordAsk: RecordAsk;
  RecordCall: RecordCall;
  RecordCorrect: RecordCorrect;
  RecordCourse: RecordCourse;
  RecordMonth: RecordMonth;
  RecordMonths: RecordMonths;
  RecordMonthsAsk: RecordMonthsAsk;
  RecordNote: RecordNote;
  RecordOf: RecordOf;
  RecordPost: RecordPost;
  RecordTally: RecordTally;
  Recorded: Recorded;
  Recording: Recording;
  RecordingCard: RecordingCard;
  RecordingList: RecordingList;
  RecordingPage: RecordingPage;
  RecordingRead: RecordingRead;
  RecordingSaid: RecordingSaid;
  RecordingSet: RecordingSet;
  RecordingWhole: RecordingWhole;
  Refusal: Refusal;
  Relay: Relay;
  ReportCard: ReportCard;
  ReportForm: ReportForm;
  RingCard: RingCard;
  Rings: Rings;
  Role: Role;
  RollCallBoard: RollCallBoard;
  RollCallBoardAsk: RollCallBoardAsk;
  RollCallBreakIn: RollCallBreakIn;
  RollCallCall: RollCallCall;
  RollCallCard: RollCallCard;
  RollCallCompare: RollCallCompare;
  RollCallCompareAsk: RollCallCompareAsk;
  RollCallDo: RollCallDo;
  RollCallDraft: RollCallDraft;
  RollCallEntry: RollCallEntry;
  RollCallEvent: RollCallEvent;
  RollCallFinish: RollCallFinish;
  RollCallForm: RollCallForm;
  RollCallFormAsk: RollCallFormAsk;
  RollCallHeard: RollCallHeard;
  RollCallHeardAsk: RollCallHeardAsk;
  RollCallHistory: RollCallHistory;
  RollCallMode: RollCallMode;
  RollCallMove: RollCallMove;
  RollCallNow: RollCallNow;
  RollCallPage: RollCallPage;
  RollCallPastAsk: RollCallPastAsk;
  RollCallPastPage: RollCallPastPage;
  RollCallPastRead: RollCallPastRead;
  RollCallPastWhole: RollCallPastWhole;
  RollCallPick: RollCallPick;
  RollCallPlanned: RollCallPlanned;
  RollCallRead: RollCallRead;
  RollCallRecord: RollCallRecord;
  RollCallReport: RollCallReport;
  RollCallSaved: RollCallSaved;
  RollCallSchedule: RollCallSchedule;
  RollCallScheduleAsk: RollCallScheduleAsk;
  RollCallSign: RollCallSign;
  RollCallTemplate: RollCallTemplate;
  RollCallTemplateRemove: RollCallTemplateRemove;
  RollCallTemplateSave: RollCallTemplateSave;
  RollCallWhole: RollCallWhole;
  RollCallWords: RollCallWords;
  RoomCard: RoomCard;
  RoomKnock: RoomKnock;
  RoomModerate: RoomModerate;
  RoomQuality: RoomQuality;
  RoomState: RoomState;
  RoomsChanged: RoomsChanged;
  RosterChanged: RosterChanged;
  RungCard: RungCard;
  Says: Says;
  SectionCount: SectionCount;
  SessionAct: SessionAct;
  SessionCard: SessionCard;
  SessionEnd: SessionEnd;
  SessionEndOthers: SessionEndOthers;
  SessionList: SessionList;
  Sessions: Sessions;
  Signal: Signal;
  SignedIn: SignedIn;
  Status: Status;
  StepBegin: StepBegin;
  StepCode: StepCode;
  StepPasskey: StepPasskey;
  StepPassword: StepPassword;
  Stepped: Stepped;
  StorageChanged: StorageChanged;
  StreamBefore: StreamBefore;
  StreamHead: StreamHead;
  StreamJoin: StreamJoin;
  StreamJoined: StreamJoined;
  StreamLeave: StreamLeave;
  StreamPage: StreamPage;
  StreamRead: StreamRead;
  SummonsAnswer: SummonsAnswer;
  SummonsAnswered: SummonsAnswered;
  SummonsBoard: SummonsBoard;
  SummonsCancel: SummonsCancel;
  SummonsCard: SummonsCard;
  SummonsCheck: SummonsCheck;
  SummonsChecked: SummonsChecked;
  SummonsIssue: SummonsIssue;
  SummonsMine: SummonsMine;
  SummonsNow: SummonsNow;
  SummonsRecord: SummonsRecord;
  SummonsSaved: SummonsSaved;
  SummonsSeen: SummonsSeen;
  Talked: Talked;
  TemplateCard: TemplateCard;
  TemplateList: TemplateList;
  TemplateRemove: TemplateRemove;
  TemplateSave: TemplateSave;
  Templates: Templates;
  TokenCard: TokenCard;
  TotpBegin: TotpBegin;
  TotpBegun: TotpBegun;
  TotpDisable: TotpDisable;
  TotpEnable: TotpEnable;
  TotpEnabled: TotpEnabled;
  Transmission: Transmission;
  TypingNow: TypingNow;
  UnitCard: UnitCard;
  Unreachable: Unreachable;
  Version: Version;
  Versions: Versions;
  VoiceAnswer: VoiceAnswer;
  VoiceEnded: VoiceEnded;
  VoiceJoin: VoiceJoin;
  VoiceJoined: VoiceJoined;
  VoiceLeave: VoiceLeave;
  VoiceOffer: VoiceOffer;
  WayCard: WayCard;
  WayDisown: WayDisown;
  WayNews: WayNews;
  WaySeen: WaySeen;
  WfoRule: WfoRule;
}
/**
 * My ways in. `posts`: those I hold now. `proof`: for what needs a second factor.
 *
 * ends_ms: when this session ends if it is left alone. passkeys_here: can this page make any?
 */
export interface Access {
  ok: true;
  posts: PersonCard[];
  password: boolean;
  totp: boolean;
  recovery_left: number;
  passkeys: PasskeyCard[];
  passkeys_here: boolean;
  proof: 'fresh' | 'stale' | 'missing';
  stepped_up_until_ms: number;
  ends_ms: number;
}
/**
 * One post as others see it: the agency in full and in short, and the post's title.
 *
 * agency_class: kritikal, esensial, non-esensial or empty. agency_kind: as `kecamatan`.
 */
export interface PersonCard {
  id: string;
  agency: string;
  agency_short: string;
  post: string;
  role: Role;
  agency_class?: string;
  agency_kind?: string;
}
/**
 * A passkey. `here`: it works for the name by which this page was opened.
 */
export interface PasskeyCard {
  id: string;
  name: string;
  created_ms: number;
  used_ms: number | null;
  here: boolean;
}
/**
 * Administrators: end all sessions of whoever holds a post, and forget his password, passkeys
 * and codes. For a lost phone, or a lost second factor.
 */
export interface AccessReset {
  post: string;
}
/**
 * How do I sign in, and what may this session do?
 */
export interface AccessShow {}
/**
 * An agency (OPD).
 */
export interface AgencyEntry {
  id: string;
  code?: string;
  name: string;
  short: string;
  agency_class?: '' | 'kritikal' | 'esensial' | 'non-esensial';
  kind?: string;
  district?: string;
  active?: boolean;
}
/**
 * An agency: as its head is reached; at least partly when one of its deputies is.
 */
export interface AgencyReadiness {
  agency: string;
  verdict: 'ready' | 'partly' | 'not_ready';
  posts: PostReadiness[];
}
/**
 * A post. online: a page of it is connected now. held: somebody is entered for it. drill: what
 * came of the last weekly drill; unset: it was not called.
 */
export interface PostReadiness {
  post: string;
  verdict: 'ready' | 'partly' | 'not_ready';
  held: boolean;
  online: boolean;
  ways?: ReadinessWay[];
  drill?: ('answered' | 'late' | 'missed' | 'waiting' | 'not_called') | null;
}
/**
 * A way of whoever holds the post. used: proved, and getting through.
 */
export interface ReadinessWay {
  channel: 'push' | 'ntfy' | 'message' | 'phone';
  used: boolean;
  verified_ms?: number | null;
  last_ok_ms?: number | null;
  fails?: number;
}
/**
 * Who speaks to all rooms at once, or nobody any more. Live kind `all_call`, room empty.
 */
export interface AllCallNow {
  talker: string | null;
  since_ms: number | null;
}
/**
 * POST /api/summons/answer: as `summons:answer`, by the token of a notification or the session.
 *
 * The same `id` is the same answer. By a token it is what a button says: ready or unable, with no
 * deputy and no minutes.
 */
export interface AnswerByToken {
  id: string;
  recipient: string;
  code: 'ready' | 'coming' | 'present' | 'unable' | 'represented';
  reason?: string;
  eta_min?: number | null;
  deputy?: string | null;
  said_ms?: number | null;
  token?: string | null;
}
/**
 * What was answered last, by whom and how.
 */
export interface AnswerCard {
  code: 'ready' | 'coming' | 'present' | 'unable' | 'represented';
  by: string;
  way: 'page' | 'push' | 'ntfy' | 'phone' | 'message' | 'radio' | 'operator';
  at_ms: number;
  reason?: string;
  eta_min?: number | null;
  deputy?: string | null;
  recorded_by?: string | null;
}
/**
 * Somebody whose hand is up, or who knocks, and since when.
 */
export interface Asking {
  person: string;
  since_ms: number;
}
/**
 * Who holds a post, how, and from when until when; `to_ms` unset: until further notice.
 */
export interface AssignmentEntry {
  id: string;
  post: string;
  official: string;
  kind: 'definitif' | 'plt' | 'plh';
  from_ms: number;
  to_ms?: number | null;
}
/**
 * Who did what to what, when, and from which address. before, after: JSON, or empty.
 */
export interface AuditLine {
  seq: number;
  at_ms: number;
  actor: string;
  action: string;
  subject: string;
  before: string;
  after: string;
  address: string;
}
/**
 * A page of it. older: there is more.
 *
 * With the first page also: checked, how many entries were read from the first on, and broken,
 * the first of them that is not what was written; none: each is.
 */
export interface AuditLines {
  ok: true;
  lines: AuditLine[];
  older: boolean;
  checked?: number | null;
  broken?: number | null;
}
/**
 * Administrators: what was done, newest first.
 *
 * before: older than this number. post: only what it did. kind: only what is done to such a
 * thing: `session` is what stands before the colon of an action.
 */
export interface AuditPage {
  before?: number | null;
  post?: string | null;
  kind?: string | null;
}
/**
 * POST /api/summons/beacon: a notification came to the device, or is on its screen.
 */
export interface Beacon {
  token: string;
  proved: 'delivered' | 'shown';
}
/**
 * Every summons that is open, and the newest of the others. broken: of so many who are called
 * the record is damaged, and they are not called on: whoever runs the hub has to see to it.
 */
export interface Board {
  ok: true;
  broken?: number;
  summonses: SummonsCard[];
  recipients: RecipientCard[];
}
/**
 * A summons. `count`: how many posts it calls.
 */
export interface SummonsCard {
  id: string;
  by: string;
  text: string;
  profile: 'darurat' | 'mendesak' | 'biasa';
  t0_ms: number;
  deadline_ms: number;
  count: number;
  state: 'open' | 'closed' | 'cancelled';
  room?: string | null;
  drill?: boolean;
  need?: number | null;
  stop_when_met?: boolean;
  met_ms?: number | null;
  over_ms?: number | null;
  reason?: string;
}
/**
 * One post that was called. A card with a higher version takes the place of another.
 *
 * progress: 1, a service took it; 2, it is on a device; 3, on its screen, as a ring or only as a
 * notification: no proof that anybody read it. radio_ms: when the operator was asked to call by
 * radio, whatever was tried since; none once he was called on the air without the operator.
 * held: who sees to him. notes: the newest, oldest first.
 * withdrawn: what the last deputy said who came for him first and then could not. phone: can his
 * telephone be rung now; empty where this hub has none, or he is no longer waited for. held, notes
 * and phone are for readers of the board only.
 */
export interface RecipientCard {
  id: string;
  summons: string;
  post: string;
  t0_ms: number;
  deadline_ms: number;
  outcome:
    | 'queued'
    | 'ringing'
    | 'acked'
    | 'declined'
    | 'represented'
    | 'missed'
    | 'cancelled'
    | 'skipped'
    | 'acked_late'
    | 'declined_late'
    | 'represented_late';
  progress: number;
  level: number;
  version: number;
  rung_posts?: string[];
  parent?: string | null;
  missed_ms?: number | null;
  first_answer_ms?: number | null;
  answer?: AnswerCard | null;
  withdrawn?: AnswerCard | null;
  next?: NextRung | null;
  last?: LastAttempt | null;
  radio_ms?: number | null;
  held?: Held | null;
  notes?: NoteCard[];
  phone?: '' | 'no_number' | 'ready';
}
/**
 * What is done next if nobody answers, and when.
 */
export interface NextRung {
  act: 'ring' | 'ntfy' | 'message' | 'phone' | 'radio' | 'deputy' | 'duty';
  at_ms: number;
}
/**
 * What was tried last, and what became of it. result: why, if it is known.
 */
export interface LastAttempt {
  channel: 'ring' | 'ntfy' | 'message' | 'phone' | 'radio' | 'deputy' | 'duty';
  at_ms: number;
  state:
    'queued' | 'claimed' | 'sent' | 'delivered' | 'shown' | 'acted' | 'failed_temp' | 'failed_perm' | 'unknown' | 'superseded' | 'expired';
  result?:
    | ''
    | 'gone'
    | 'refused'
    | 'rate_limited'
    | 'unreachable'
    | 'timeout'
    | 'busy'
    | 'rejected'
    | 'no_answer'
    | 'no_key'
    | 'cut_off'
    | 'no_unit'
    | 'no_bridge'
    | 'no_air'
    | 'no_speech';
}
/**
 * Who has him in hand, and since when.
 */
export interface Held {
  by: string;
  at_ms: number;
}
/**
 * What somebody wrote about him.
 */
export interface NoteCard {
  id: string;
  by: string;
  at_ms: number;
  note: string;
}
/**
 * What a line does: `what` it is about, and how it reads afterwards. kind: of the entry.
 */
export interface Change {
  line: number;
  kind: 'agency' | 'post' | 'official' | 'assignment';
  done: 'new' | 'changed' | 'same' | 'ended';
  what: string;
}
/**
 * A radio channel, its units, and the tokens that were ever issued for it.
 */
export interface ChannelCard {
  room: string;
  kind: 'poc' | 'isr' | 'krap' | 'amatir';
  now: RadioNow;
  units: UnitCard[];
  tokens: TokenCard[];
}
/**
 * The radio of a room, or of the channel it is patched to. Kind `radio`.
 *
 * up: its bridge is here and hears. until_ms: when the time-out timer cuts off. heard: who keys,
 * as far as the radio says it. patches: the rooms under this channel's floor. says: what the hub
 * speaks on the air just now, which nobody hears in the rooms. receive_only: by its licence, or
 * because its bridge has no key; nobody gets its floor.
 */
export interface RadioNow {
  channel: string;
  kind: 'poc' | 'isr' | 'krap' | 'amatir';
  up: boolean;
  receive_only?: boolean;
  on_air?: 'off' | 'asked' | 'keyed' | 'heard';
  carrier?: boolean;
  latched?: boolean;
  until_ms?: number | null;
  sent_dbfs?: number;
  received_dbfs?: number;
  alarms?: (
    | 'card_lost'
    | 'card_silent'
    | 'keyer_lost'
    | 'port_lost'
    | 'stuck_receiver'
    | 'clipping'
    | 'clock_off'
    | 'disk_full'
    | 'hot'
    | 'no_speech'
  )[];
  heard?: UnitCard | null;
  says?: Says | null;
  patches?: string[];
}
/**
 * A unit by its number: whose it is, as the channel's register has it.
 */
export interface UnitCard {
  number: string;
  post?: string | null;
  name?: string;
}
/**
 * What the hub itself says on the air.
 */
export interface Says {
  id: string;
  kind: 'call' | 'read_back' | 'identify';
  text: string;
}
/**
 * A token of a channel's bridge; its secret was shown once.
 */
export interface TokenCard {
  id: string;
  label: string;
  issued_ms: number;
  revoked_ms?: number | null;
}
/**
 * Take a message back: mine, or as a moderator anyone's.
 */
export interface ChatDelete {
  id: string;
  message: string;
}
/**
 * Put other words into a message of mine.
 */
export interface ChatEdit {
  id: string;
  message: string;
  text: string;
  /**
   * @maxItems 50
   */
  mentions?: string[];
}
/**
 * What did a message say before?
 */
export interface ChatHistory {
  message: string;
}
/**
 * Find messages that hold all these words, or words that begin so, in my rooms or in one.
 *
 * before: only older ones than this hit of before, to go on from it.
 */
export interface ChatSearch {
  words: string;
  room?: string | null;
  before?: string | null;
}
/**
 * Write into a room: text, files, or both. `mentions`: posts that are named in it.
 */
export interface ChatSend {
  id: string;
  room: string;
  text: string;
  reply_to?: string | null;
  /**
   * @maxItems 50
   */
  mentions?: string[];
  /**
   * @maxItems 10
   */
  files?:
    | []
    | [string]
    | [string, string]
    | [string, string, string]
    | [string, string, string, string]
    | [string, string, string, string, string]
    | [string, string, string, string, string, string]
    | [string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string]
    | [string, string, string, string, string, string, string, string, string, string];
}
/**
 * I am writing in this room; said again every 3 s while it is true.
 */
export interface ChatTyping {
  room: string;
}
/**
 * A letter (surat edaran) with rules; from and to: both days are in it.
 */
export interface CircularCard {
  id: string;
  letter_no: string;
  title: string;
  from_day: string;
  to_day?: string | null;
  /**
   * @maxItems 200
   */
  rules: WfoRule[];
  withdrawn?: boolean;
}
/**
 * At least, at most or just so many percent of a section are in the office; of an agency, or of
 * a class of them.
 */
export interface WfoRule {
  section?: 'all' | 'admin' | 'pelayanan' | 'lapangan' | 'panti';
  op: 'min' | 'max' | 'eq';
  percent: number;
  agency?: string;
  agency_class?: '' | 'kritikal' | 'esensial' | 'non-esensial';
}
/**
 * Give me the letters.
 */
export interface CircularList {}
/**
 * Put a letter in the place of the one with its id, or add it.
 */
export interface CircularSave {
  circular: CircularCard;
}
/**
 * Newest first.
 */
export interface Circulars {
  ok: true;
  circulars: CircularCard[];
}
/**
 * What may be asked of the hub, and what it answers.
 */
export interface Commands {
  'voice:join': {
    ask: VoiceJoin;
    reply: VoiceJoined;
  };
  'voice:offer': {
    ask: VoiceOffer;
    reply: VoiceAnswer;
  };
  'voice:leave': {
    ask: VoiceLeave;
    reply: Done;
  };
  'mic:set': {
    ask: MicSet;
    reply: Done;
  };
  'ptt:request': {
    ask: PttRequest;
    reply: PttReply;
  };
  'ptt:held': {
    ask: PttHeld;
    reply: Done;
  };
  'ptt:release': {
    ask: PttRelease;
    reply: Done;
  };
  'hand:set': {
    ask: HandSet;
    reply: Done;
  };
  'room:knock': {
    ask: RoomKnock;
    reply: Done;
  };
  'room:moderate': {
    ask: RoomModerate;
    reply: Done;
  };
  'stream:join': {
    ask: StreamJoin;
    reply: StreamJoined;
  };
  'stream:before': {
    ask: StreamBefore;
    reply: StreamPage;
  };
  'stream:leave': {
    ask: StreamLeave;
    reply: Done;
  };
  'stream:read': {
    ask: StreamRead;
    reply: Done;
  };
  'chat:send': {
    ask: ChatSend;
    reply: Receipt;
  };
  'chat:edit': {
    ask: ChatEdit;
    reply: Receipt;
  };
  'chat:delete': {
    ask: ChatDelete;
    reply: Receipt;
  };
  'chat:history': {
    ask: ChatHistory;
    reply: Versions;
  };
  'chat:search': {
    ask: ChatSearch;
    reply: Hits;
  };
  'chat:typing': {
    ask: ChatTyping;
    reply: Done;
  };
  'access:show': {
    ask: AccessShow;
    reply: Access;
  };
  'access:reset': {
    ask: AccessReset;
    reply: Done;
  };
  'session:list': {
    ask: SessionList;
    reply: Sessions;
  };
  'session:end': {
    ask: SessionEnd;
    reply: Done;
  };
  'session:end_others': {
    ask: SessionEndOthers;
    reply: Done;
  };
  'session:act': {
    ask: SessionAct;
    reply: Done;
  };
  'password:set': {
    ask: PasswordSet;
    reply: Done;
  };
  'totp:begin': {
    ask: TotpBegin;
    reply: TotpBegun;
  };
  'totp:enable': {
    ask: TotpEnable;
    reply: TotpEnabled;
  };
  'totp:disable': {
    ask: TotpDisable;
    reply: Done;
  };
  'passkey:begin': {
    ask: PasskeyBegin;
    reply: PasskeyAsked;
  };
  'passkey:add': {
    ask: PasskeyAdd;
    reply: Done;
  };
  'passkey:remove': {
    ask: PasskeyRemove;
    reply: Done;
  };
  'step:begin': {
    ask: StepBegin;
    reply: PasskeyAsked;
  };
  'step:passkey': {
    ask: StepPasskey;
    reply: Stepped;
  };
  'step:code': {
    ask: StepCode;
    reply: Stepped;
  };
  'step:password': {
    ask: StepPassword;
    reply: Stepped;
  };
  'way:news': {
    ask: WayNews;
    reply: News;
  };
  'way:seen': {
    ask: WaySeen;
    reply: Done;
  };
  'way:disown': {
    ask: WayDisown;
    reply: Done;
  };
  'enrol:issue': {
    ask: EnrolIssue;
    reply: Enrolment;
  };
  'enrol:look': {
    ask: EnrolLook;
    reply: EnrolLooked;
  };
  'directory:get': {
    ask: DirectoryGet;
    reply: DirectoryBook;
  };
  'directory:save': {
    ask: DirectorySave;
    reply: Done;
  };
  'directory:import': {
    ask: DirectoryImport;
    reply: ImportDone;
  };
  'directory:reshuffle': {
    ask: DirectoryReshuffle;
    reply: ImportDone;
  };
  'summons:check': {
    ask: SummonsCheck;
    reply: SummonsChecked;
  };
  'summons:issue': {
    ask: SummonsIssue;
    reply: SummonsSaved;
  };
  'summons:answer': {
    ask: SummonsAnswer;
    reply: SummonsAnswered;
  };
  'summons:record': {
    ask: SummonsRecord;
    reply: SummonsAnswered;
  };
  'summons:seen': {
    ask: SummonsSeen;
    reply: Done;
  };
  'summons:cancel': {
    ask: SummonsCancel;
    reply: Done;
  };
  'summons:push': {
    ask: RecipientPush;
    reply: Done;
  };
  'summons:board': {
    ask: SummonsBoard;
    reply: Board;
  };
  'summons:mine': {
    ask: SummonsMine;
    reply: MyCalls;
  };
  'summons:note': {
    ask: RecipientNote;
    reply: Done;
  };
  'summons:take': {
    ask: RecipientTake;
    reply: RecipientTaken;
  };
  'summons:give': {
    ask: RecipientGive;
    reply: Done;
  };
  'summons:dial': {
    ask: RecipientDial;
    reply: Done;
  };
  'summons:record_of': {
    ask: RecordAsk;
    reply: RecordOf;
  };
  'summons:record_months': {
    ask: RecordMonthsAsk;
    reply: RecordMonths;
  };
  'summons:correct': {
    ask: RecordCorrect;
    reply: Done;
  };
  'ladder:read': {
    ask: LadderRead;
    reply: Ladders;
  };
  'ladder:save': {
    ask: LadderSave;
    reply: LadderChecked;
  };
  'leave:add': {
    ask: LeaveAdd;
    reply: Done;
  };
  'leave:remove': {
    ask: LeaveRemove;
    reply: Done;
  };
  'leave:list': {
    ask: LeaveList;
    reply: Leaves;
  };
  'template:list': {
    ask: TemplateList;
    reply: Templates;
  };
  'template:save': {
    ask: TemplateSave;
    reply: Done;
  };
  'template:remove': {
    ask: TemplateRemove;
    reply: Done;
  };
  'drill:read': {
    ask: DrillRead;
    reply: DrillPlanned;
  };
  'drill:save': {
    ask: DrillSave;
    reply: DrillPlanned;
  };
  'reach:mine': {
    ask: ReachMine;
    reply: ReachWays;
  };
  'reach:push': {
    ask: ReachPush;
    reply: ReachAdded;
  };
  'reach:add': {
    ask: ReachAdd;
    reply: ReachAdded;
  };
  'reach:remove': {
    ask: ReachRemove;
    reply: Done;
  };
  'reach:code': {
    ask: ReachCode;
    reply: ReachCoded;
  };
  'reach:test': {
    ask: ReachTest;
    reply: ReachTested;
  };
  'reach:heard': {
    ask: ReachHeard;
    reply: ReachAdded;
  };
  'reach:readiness': {
    ask: ReachReadiness;
    reply: Readiness;
  };
  'link:echo': {
    ask: LinkEcho;
    reply: Done;
  };
  'audit:page': {
    ask: AuditPage;
    reply: AuditLines;
  };
  'radio:hello': {
    ask: RadioHello;
    reply: RadioWelcome;
  };
  'radio:carrier': {
    ask: RadioCarrier;
    reply: Done;
  };
  'radio:status': {
    ask: RadioStatus;
    reply: Done;
  };
  'radio:signal': {
    ask: RadioSignal;
    reply: Done;
  };
  'radio:recorded': {
    ask: RadioRecorded;
    reply: Done;
  };
  'radio:prepared': {
    ask: RadioPrepared;
    reply: Done;
  };
  'radio:said': {
    ask: RadioSaid;
    reply: Done;
  };
  'radio:list': {
    ask: RadioList;
    reply: RadioChannels;
  };
  'radio:save': {
    ask: RadioSave;
    reply: Done;
  };
  'radio:remove': {
    ask: RadioRemove;
    reply: Done;
  };
  'radio:token': {
    ask: RadioToken;
    reply: RadioTokenIssued;
  };
  'radio:revoke': {
    ask: RadioRevoke;
    reply: Done;
  };
  'radio:units': {
    ask: RadioUnits;
    reply: Done;
  };
  'radio:name': {
    ask: RadioName;
    reply: Done;
  };
  'patch:make': {
    ask: PatchMake;
    reply: Done;
  };
  'patch:cut': {
    ask: PatchCut;
    reply: Done;
  };
  'rollcall:draft': {
    ask: RollCallDraft;
    reply: RollCallSaved;
  };
  'rollcall:announce': {
    ask: RollCallDo;
    reply: RollCallSaved;
  };
  'rollcall:open': {
    ask: RollCallDo;
    reply: RollCallSaved;
  };
  'rollcall:pause': {
    ask: RollCallDo;
    reply: RollCallSaved;
  };
  'rollcall:resume': {
    ask: RollCallDo;
    reply: RollCallSaved;
  };
  'rollcall:close': {
    ask: RollCallDo;
    reply: RollCallSaved;
  };
  'rollcall:sign': {
    ask: RollCallSign;
    reply: RollCallSaved;
  };
  'rollcall:read_list': {
    ask: RollCallDo;
    reply: RollCallSaved;
  };
  'rollcall:take_over': {
    ask: RollCallDo;
    reply: RollCallSaved;
  };
  'rollcall:next': {
    ask: RollCallDo;
    reply: RollCallSaved;
  };
  'rollcall:call': {
    ask: RollCallCall;
    reply: RollCallSaved;
  };
  'rollcall:finish': {
    ask: RollCallFinish;
    reply: RollCallSaved;
  };
  'rollcall:skip': {
    ask: RollCallEntry;
    reply: RollCallSaved;
  };
  'rollcall:come_back': {
    ask: RollCallEntry;
    reply: RollCallSaved;
  };
  'rollcall:emergency': {
    ask: RollCallEntry;
    reply: RollCallSaved;
  };
  'rollcall:answer': {
    ask: RollCallEntry;
    reply: RollCallSaved;
  };
  'rollcall:pick': {
    ask: RollCallPick;
    reply: RollCallSaved;
  };
  'rollcall:move': {
    ask: RollCallMove;
    reply: RollCallSaved;
  };
  'rollcall:mode': {
    ask: RollCallMode;
    reply: RollCallSaved;
  };
  'rollcall:break_in': {
    ask: RollCallBreakIn;
    reply: RollCallSaved;
  };
  'rollcall:withdraw': {
    ask: RollCallWords;
    reply: RollCallSaved;
  };
  'rollcall:addendum': {
    ask: RollCallWords;
    reply: RollCallSaved;
  };
  'rollcall:report': {
    ask: RollCallReport;
    reply: RollCallSaved;
  };
  'rollcall:record': {
    ask: RollCallRecord;
    reply: RollCallSaved;
  };
  'rollcall:board': {
    ask: RollCallBoardAsk;
    reply: RollCallBoard;
  };
  'rollcall:form': {
    ask: RollCallFormAsk;
    reply: RollCallForm;
  };
  'rollcall:read': {
    ask: RollCallRead;
    reply: RollCallWhole;
  };
  'rollcall:history': {
    ask: RollCallHistory;
    reply: RollCallPage;
  };
  'rollcall:past': {
    ask: RollCallPastAsk;
    reply: RollCallPastPage;
  };
  'rollcall:past_read': {
    ask: RollCallPastRead;
    reply: RollCallPastWhole;
  };
  'rollcall:compare': {
    ask: RollCallCompareAsk;
    reply: RollCallCompare;
  };
  'rollcall:heard': {
    ask: RollCallHeardAsk;
    reply: RollCallHeard;
  };
  'rollcall:schedule': {
    ask: RollCallScheduleAsk;
    reply: RollCallSchedule;
  };
  'rollcall:template_save': {
    ask: RollCallTemplateSave;
    reply: RollCallSchedule;
  };
  'rollcall:template_remove': {
    ask: RollCallTemplateRemove;
    reply: RollCallSchedule;
  };
  'decision:make': {
    ask: DecisionMake;
    reply: DecisionSaved;
  };
  'decision:do': {
    ask: DecisionDo;
    reply: DecisionSaved;
  };
  'decision:list': {
    ask: DecisionList;
    reply: Decisions;
  };
  'circular:save': {
    ask: CircularSave;
    reply: Done;
  };
  'circular:list': {
    ask: CircularList;
    reply: Circulars;
  };
  'minutes:read': {
    ask: MinutesRead;
    reply: MinutesWhole;
  };
  'minutes:edit': {
    ask: MinutesEdit;
    reply: MinutesWhole;
  };
  'recording:set': {
    ask: RecordingSet;
    reply: Done;
  };
  'recording:list': {
    ask: RecordingList;
    reply: RecordingPage;
  };
  'recording:read': {
    ask: RecordingRead;
    reply: RecordingWhole;
  };
}
/**
 * Bring my voice into a room, listening only. Another device of mine there is let go.
 *
 * saver: packets of 60 ms, at half the bits, both ways. meters: I show how loud everybody is:
 * levels ten times a second, rather than twice and only news; and the figures of `quality`.
 */
export interface VoiceJoin {
  room: string;
  sdp: string;
  saver?: boolean;
  meters?: boolean;
}
/**
 * The answer to the offer, and the room as it is now.
 */
export interface VoiceJoined {
  ok: true;
  voice: string;
  sdp: string;
  state: RoomState;
}
/**
 * All there is to show of a room at the moment of joining it.
 */
export interface RoomState {
  room: RoomCard;
  participants: Participant[];
  floor: Floor;
  moderation: Moderation;
  leads: boolean;
  radio?: RadioNow | null;
}
/**
 * A line in the list of rooms.
 */
export interface RoomCard {
  id: string;
  name: string;
  mode: Mode;
  members: number;
  here: number;
  talker: string | null;
  locked?: boolean;
  recorded?: boolean;
  radio?: ('poc' | 'isr' | 'krap' | 'amatir') | null;
  patched?: string | null;
}
/**
 * One person whose voice is in a room.
 */
export interface Participant {
  person: string;
  since_ms: number;
  mic: 'shut' | 'open';
  linked: boolean;
  bars?: number | null;
}
/**
 * Who may talk in a push-to-talk room, and who waits. Words of 3GPP TS 24.380.
 */
export interface Floor {
  talker: string | null;
  since_ms: number | null;
  until_ms: number | null;
  queue: string[];
  all_call?: boolean;
}
/**
 * How a room is led now. Live kind `moderation`, to all who are in it.
 *
 * hands, knocking: first come first. muted: by whom, for each. quiet: who muted all, but for
 * those called on. locked: who locked it.
 */
export interface Moderation {
  hands?: Asking[];
  called_on?: string[];
  muted?: {
    [k: string]: string;
  };
  quiet?: string | null;
  locked?: string | null;
  removed?: string[];
  knocking?: Asking[];
}
/**
 * A new offer for a voice that exists: an ICE restart keeps DTLS and the place in the room.
 *
 * A page whose link was lost takes up its voice by it, from the same device: the sound goes on.
 * saver: as in VoiceJoin; said anew with each offer.
 */
export interface VoiceOffer {
  voice: string;
  sdp: string;
  saver?: boolean;
}
/**
 * The answer to a new offer, and the room as it is now.
 */
export interface VoiceAnswer {
  ok: true;
  sdp: string;
  state: RoomState;
}
/**
 * Take my voice out of the room.
 */
export interface VoiceLeave {
  voice: string;
}
/**
 * What a command gets when it is done and there is no more to say.
 */
export interface Done {
  ok: true;
}
/**
 * Open or shut my microphone in an open room.
 */
export interface MicSet {
  voice: string;
  open: boolean;
}
/**
 * Ask for the floor: the key went down.
 *
 * emergency: mayor and operator: before all others, and over a radio that talks. It is logged.
 */
export interface PttRequest {
  voice: string;
  request: number;
  emergency?: boolean;
}
/**
 * Granted: talk until `until_ms`. Queued: `talker` has the floor, `place` counts from 1.
 */
export interface PttReply {
  ok: true;
  state: 'granted' | 'queued';
  until_ms?: number | null;
  talker?: string | null;
  place?: number | null;
}
/**
 * The key is still down; sent every 200 ms. 800 ms without one end the talk.
 */
export interface PttHeld {
  voice: string;
  request: number;
}
/**
 * The key went up: give the floor back, or leave the queue.
 */
export interface PttRelease {
  voice: string;
  request: number;
}
/**
 * Raise my hand in the room where this voice is, or lower it.
 */
export interface HandSet {
  voice: string;
  up: boolean;
}
/**
 * Ask to be let in where the door is locked for me, or ask no more.
 */
export interface RoomKnock {
  room: string;
  waiting: boolean;
}
/**
 * Lead a room. A mute takes effect at once, whatever key is held.
 */
export interface RoomModerate {
  room: string;
  act:
    | 'call_on'
    | 'end_turn'
    | 'lower_hand'
    | 'mute'
    | 'unmute'
    | 'mute_all'
    | 'unmute_all'
    | 'lock'
    | 'unlock'
    | 'remove'
    | 'let_in'
    | 'turn_away';
  person?: string | null;
}
/**
 * Give me what comes after my cursor, and everything new from the last page on.
 *
 * after: none yet: the newest FIRST_PAGE_EVENTS are enough. last: the id of the event that has
 * this number; when it is another's (a backup was restored), the answer begins anew.
 */
export interface StreamJoin {
  stream: string;
  after?: number | null;
  last?: string | null;
}
/**
 * A page of events in order. `more`: ask again from the last of them; only the last page
 * subscribes. `reset`: the cursor is too old or not of this log: begin anew with this page.
 * `reads`: how far each other post has read.
 */
export interface StreamJoined {
  ok: true;
  events: Event[];
  more: boolean;
  head: number;
  reset?: boolean;
  reads?: {
    [k: string]: number;
  };
}
/**
 * Somebody wrote. `gone`: deleted since, and nothing of it is left here. Kind `message`.
 */
export interface Posted {
  text: string;
  reply_to?: string | null;
  mentions?: string[];
  files?: FileCard[];
  gone?: boolean;
}
/**
 * A file that hangs on a message. `width`, `height`: of an image, of which there is a thumb.
 */
export interface FileCard {
  id: string;
  name: string;
  mime: string;
  size: number;
  width?: number | null;
  height?: number | null;
}
/**
 * The words of a message are others now; the earlier ones are kept. Kind `edited`.
 */
export interface Edited {
  message: string;
  text: string;
  mentions?: string[];
}
/**
 * A message was taken back, by its author or by a moderator. Kind `deleted`.
 */
export interface Deleted {
  message: string;
}
/**
 * Somebody had the floor, and how that ended. Kind `transmission`, when it is over.
 *
 * all_call: he spoke to all rooms. `released`: he let go of his key.
 */
export interface Transmission {
  person: string;
  began_ms: number;
  length_ms: number;
  ended: 'released' | 'time_out' | 'preempted' | 'not_held' | 'left' | 'media_down' | 'muted';
  all_call?: boolean;
  over_radio?: boolean;
}
/**
 * A moderator led the room. Kind `moderated`.
 */
export interface Moderated {
  act:
    | 'call_on'
    | 'end_turn'
    | 'lower_hand'
    | 'mute'
    | 'unmute'
    | 'mute_all'
    | 'unmute_all'
    | 'lock'
    | 'unlock'
    | 'remove'
    | 'let_in'
    | 'turn_away';
  person?: string | null;
}
/**
 * A radio's transmission as its bridge recorded it. Kind `recorded`, in `air:ID`.
 *
 * file: to be heard again by who may read the room; none: it is lost. unit: whose number it is.
 */
export interface Recorded {
  recording: Recording;
  file?: FileCard | null;
  unit?: UnitCard | null;
}
/**
 * One finished transmission, as the bridge recorded it.
 *
 * talker: the post the hub named in its grant (`sent`). unit: who it was on the radio
 * (`received`). words: what the bridge spoke itself. The file itself follows in its own time;
 * `bytes` and `sha256` are of it. lost: why there never will be one.
 */
export interface Recording {
  id: string;
  direction: 'received' | 'sent';
  began_ms: number;
  length_ms: number;
  talker?: string | null;
  unit?: string;
  known_by?: 'grant' | 'dtmf' | 'mdc1200' | 'five_tone' | 'nobody';
  grant?: number | null;
  words?: string;
  lost?: '' | 'disk_full';
  mime?: 'audio/ogg' | 'audio/wav';
  bytes: number;
  sha256: string;
}
/**
 * What a decoder heard of a radio. Kind `heard`: in `air:ID` who keyed, which is no answer; on
 * the `board` an answer, one in need, or what was not recognised, for a person to settle.
 *
 * became: of an answer, what the hub made of it. answered: it is kept for `recipient`. Else
 * somebody must: nobody was called by this unit's post (no_call), by more than one call or unit
 * (which), the unit is in no register (unknown_unit), or it could not be kept (refused).
 */
export interface Heard {
  channel: string;
  signal: Signal;
  unit?: UnitCard | null;
  became?: '' | 'answered' | 'no_call' | 'which' | 'unknown_unit' | 'refused';
  recipient?: string | null;
}
/**
 * What a decoder heard, as the bridge keeps it until the hub has it.
 *
 * kind: `answer` (DTMF: `unit` may be empty for whoever was called), `mdc1200` (`name` as
 * `ptt_id`), `ctcss` (`tone_hz`), `five_tone`, or `unrecognised` with its `reason`.
 * transmission: the recording in which it was heard.
 */
export interface Signal {
  id: string;
  heard_ms: number;
  kind: 'answer' | 'mdc1200' | 'ctcss' | 'five_tone' | 'unrecognised';
  unit?: string;
  said?: ('present' | 'help' | 'coming' | 'emergency') | null;
  digits?: string;
  name?: string;
  called?: string;
  status?: number | null;
  tone_hz?: number | null;
  reason?: string;
  transmission?: string | null;
}
/**
 * A room came under a channel's floor, or is out again. Kind `patched`, in both `air:ID`.
 */
export interface Patched {
  room: string;
  channel: string;
  on: boolean;
}
/**
 * A recording of the room began, or is over. Kind `recording`, in `air:ID`.
 *
 * why: of one that is over and that nobody ended: disk_full, slow_disk, disk_failed, media_down.
 */
export interface RecordingSaid {
  recording: string;
  state: 'begun' | 'ended';
  why?: '' | 'disk_full' | 'slow_disk' | 'disk_failed' | 'media_down';
}
/**
 * Give me older events: a page that ends right before `before`.
 */
export interface StreamBefore {
  stream: string;
  before: number;
  limit?: number;
}
/**
 * Events in order. `more`: there are older ones still.
 */
export interface StreamPage {
  ok: true;
  events: Event[];
  more: boolean;
}
/**
 * Tell me no more of a stream.
 */
export interface StreamLeave {
  stream: string;
}
/**
 * I have read up to here. A mark never goes back.
 */
export interface StreamRead {
  stream: string;
  seq: number;
}
/**
 * It is saved: this is its place in the stream.
 */
export interface Receipt {
  ok: true;
  seq: number;
  at_ms: number;
}
/**
 * All it ever said, oldest first; the last is what it says now.
 */
export interface Versions {
  ok: true;
  versions: Version[];
}
/**
 * What a message said from a time on.
 */
export interface Version {
  text: string;
  at_ms: number;
}
/**
 * Messages as they read now, newest first.
 */
export interface Hits {
  ok: true;
  hits: Event[];
  more: boolean;
}
/**
 * Where am I signed in? With `post`, for administrators: where is whoever holds it?
 */
export interface SessionList {
  post?: string | null;
}
/**
 * The devices, last used first.
 */
export interface Sessions {
  ok: true;
  sessions: SessionCard[];
}
/**
 * One device that is signed in. `browser`, `system`: names, or empty when not known.
 *
 * mine: the one that asks. online: a page of it is connected now. added: ways in that it added,
 * and that go with it when it is ended.
 */
export interface SessionCard {
  id: string;
  post: string;
  browser: string;
  system: string;
  address: string;
  how: 'link' | 'code' | 'password' | 'passkey';
  created_ms: number;
  used_ms: number;
  mine: boolean;
  online: boolean;
  added: ('password' | 'totp' | 'passkey')[];
}
/**
 * Sign a device out: mine, or as an administrator anyone's. Its page and voice end at once,
 * and ways in that it added let nobody in any more.
 */
export interface SessionEnd {
  session: string;
}
/**
 * Sign out every device of mine but this one.
 */
export interface SessionEndOthers {}
/**
 * Go on as another of the posts I hold. The page is cut off, and comes back as that post.
 */
export interface SessionAct {
  post: string;
}
/**
 * Choose a password. `old` where there is one, unless the session is freshly stepped up.
 */
export interface PasswordSet {
  new: string;
  old?: string | null;
}
/**
 * I want codes of an authenticator app. They count once `totp:enable` has seen one.
 */
export interface TotpBegin {}
/**
 * The secret for the app (RFC 6238): as text, as its link, and that link as a drawing.
 */
export interface TotpBegun {
  ok: true;
  secret: string;
  uri: string;
  qr: QrCode;
}
/**
 * A drawing, `size` wide and high with its border; `d`: an SVG path, to be stroked 1 wide.
 */
export interface QrCode {
  size: number;
  d: string;
}
/**
 * This is what my app shows.
 */
export interface TotpEnable {
  code: string;
}
/**
 * It counts from now on. Each recovery code works once instead; they are not shown again.
 */
export interface TotpEnabled {
  ok: true;
  recovery: string[];
}
/**
 * I have no authenticator app any more.
 */
export interface TotpDisable {}
/**
 * I want a passkey on this device.
 */
export interface PasskeyBegin {}
/**
 * What the browser is to be asked: options of a WebAuthn ceremony, in JSON.
 */
export interface PasskeyAsked {
  ok: true;
  ceremony: string;
  options: {
    [k: string]: unknown;
  };
}
/**
 * What the browser answered, and what I call it.
 */
export interface PasskeyAdd {
  ceremony: string;
  credential: {
    [k: string]: unknown;
  };
  name: string;
}
/**
 * This passkey opens nothing any more.
 */
export interface PasskeyRemove {
  passkey: string;
}
/**
 * I want to prove by passkey that it is me.
 */
export interface StepBegin {}
/**
 * What the browser answered.
 */
export interface StepPasskey {
  ceremony: string;
  credential: {
    [k: string]: unknown;
  };
}
/**
 * Until then this session may do what needs a second factor.
 */
export interface Stepped {
  ok: true;
  until_ms: number;
}
/**
 * What my authenticator app shows, or a recovery code.
 */
export interface StepCode {
  code: string;
}
/**
 * My password: to add a way in where there is no second factor. Never for administration.
 */
export interface StepPassword {
  password: string;
}
/**
 * Which ways in did my other devices add since I came in here, or said `way:seen`?
 */
export interface WayNews {}
/**
 * Those ways in. clock_ok: false tells an administrator to set the server's clock.
 */
export interface News {
  ok: true;
  ways: WayCard[];
  clock_ok: boolean;
}
/**
 * A way in that another of my sessions added; `id` of a passkey, else empty.
 */
export interface WayCard {
  kind: 'password' | 'totp' | 'passkey';
  id: string;
  browser: string;
  system: string;
  added_ms: number;
}
/**
 * I know of all of them.
 */
export interface WaySeen {}
/**
 * That was not me: it lets nobody in any more, and the device that added it is signed out.
 */
export interface WayDisown {
  kind: 'password' | 'totp' | 'passkey';
  id?: string;
}
/**
 * Administrators: invite a device of whoever holds this post.
 */
export interface EnrolIssue {
  post: string;
}
/**
 * A link, also as a drawing, and a code to type into the installed app: whichever is used
 * first uses up both.
 */
export interface Enrolment {
  ok: true;
  id: string;
  link: string;
  qr: QrCode;
  link_until_ms: number;
  code: string;
  code_until_ms: number;
}
/**
 * Was this invitation used?
 */
export interface EnrolLook {
  id: string;
}
/**
 * When, and on what, while that is signed in; null: not yet.
 */
export interface EnrolLooked {
  ok: true;
  used_ms: number | null;
  browser?: string;
  system?: string;
}
/**
 * Give me all of it.
 */
export interface DirectoryGet {}
/**
 * All of it, also what is no longer active.
 */
export interface DirectoryBook {
  ok: true;
  agencies: AgencyEntry[];
  posts: PostEntry[];
  officials: OfficialEntry[];
  assignments: AssignmentEntry[];
}
/**
 * A post (jabatan) of an agency; `rank` 1 comes first.
 */
export interface PostEntry {
  id: string;
  agency: string;
  title: string;
  role: Role;
  rank?: number;
  active?: boolean;
}
/**
 * A human being. Inactive: he holds nothing any more, and is let in nowhere.
 */
export interface OfficialEntry {
  id: string;
  name?: string;
  phone?: string;
  active?: boolean;
}
/**
 * Save these entries, all or none.
 */
export interface DirectorySave {
  /**
   * @maxItems 1000
   */
  agencies?: AgencyEntry[];
  /**
   * @maxItems 1000
   */
  posts?: PostEntry[];
  /**
   * @maxItems 1000
   */
  officials?: OfficialEntry[];
  /**
   * @maxItems 1000
   */
  assignments?: AssignmentEntry[];
}
/**
 * Take in a table.
 *
 * agencies: name, short_name, class, head_post; code, kind, district, id
 * posts: agency, title; id, role, rank
 * officials: post; name, phone, kind, from, to (both days included, in the city's zone)
 * apply: do it, if no line is bad.
 */
export interface DirectoryImport {
  table: 'agencies' | 'posts' | 'officials';
  csv: string;
  apply?: boolean;
}
/**
 * What would be done, or was: nothing at all while there is a problem.
 */
export interface ImportDone {
  ok: true;
  problems: Problem[];
  changes: Change[];
  applied: boolean;
}
/**
 * A line that cannot be used.
 *
 * allowed: what the column takes, when that is a list; of `filled_above` the line that did.
 */
export interface Problem {
  line: number;
  column: string;
  value: string;
  why:
    | 'missing_column'
    | 'empty'
    | 'not_one_of'
    | 'bad_id'
    | 'double'
    | 'no_such_agency'
    | 'no_such_post'
    | 'vacant'
    | 'bad_phone'
    | 'bad_date'
    | 'bad_number'
    | 'post_taken'
    | 'filled_above'
    | 'not_csv';
  allowed?: string;
}
/**
 * A mutasi: many officials change posts at one moment. post; from_post or name; phone, kind.
 *
 * Each row puts somebody into `post`: who holds `from_post` until then, or the one with this
 * name, new if need be. Who held the post leaves it, and whoever moves leaves his old one.
 */
export interface DirectoryReshuffle {
  csv: string;
  from_ms: number;
  apply?: boolean;
}
/**
 * Whom of these could not be rung?
 */
export interface SummonsCheck {
  /**
   * @maxItems 1000
   */
  posts: string[];
  profile: 'darurat' | 'mendesak' | 'biasa';
}
/**
 * begins_ms: later than now when it would wait for office hours.
 */
export interface SummonsChecked {
  ok: true;
  problems: Unreachable[];
  begins_ms: number;
}
/**
 * A post that cannot be rung, and why; all but `on_leave` are rung all the same.
 */
export interface Unreachable {
  post: string;
  problem: 'vacant' | 'on_leave' | 'no_device' | 'away';
}
/**
 * Call these posts. `id` makes it one summons, however often it is sent.
 *
 * knowing: I was shown who cannot be rung. at_once: do not wait for office hours. need: so many
 * are enough; stop_when_met: then let the rest be.
 */
export interface SummonsIssue {
  id: string;
  /**
   * @maxItems 1000
   */
  posts: string[];
  text: string;
  profile: 'darurat' | 'mendesak' | 'biasa';
  room?: string | null;
  drill?: boolean;
  need?: number | null;
  stop_when_met?: boolean;
  knowing?: boolean;
  at_once?: boolean;
}
/**
 * It is saved, and will be carried out whatever happens.
 */
export interface SummonsSaved {
  ok: true;
  summons: SummonsCard;
}
/**
 * My answer, or my deputy's: it settles every post of mine that this summons calls.
 *
 * said_ms: when I said it, by my own clock, if it waited for a connection.
 */
export interface SummonsAnswer {
  id: string;
  recipient: string;
  code: 'ready' | 'coming' | 'present' | 'unable' | 'represented';
  reason?: string;
  eta_min?: number | null;
  deputy?: string | null;
  said_ms?: number | null;
}
/**
 * The answer is kept. counts: it is the outcome now. late: after the deadline.
 */
export interface SummonsAnswered {
  ok: true;
  outcome:
    | 'queued'
    | 'ringing'
    | 'acked'
    | 'declined'
    | 'represented'
    | 'missed'
    | 'cancelled'
    | 'skipped'
    | 'acked_late'
    | 'declined_late'
    | 'represented_late';
  counts: boolean;
  late: boolean;
}
/**
 * An operator enters what he heard from somebody: on the air, or some other way.
 *
 * by: the deputy's post whom he heard, and who then stands for the head; unset: the one called.
 */
export interface SummonsRecord {
  id: string;
  recipient: string;
  code: 'ready' | 'coming' | 'present' | 'unable' | 'represented';
  way: 'radio' | 'operator' | 'phone';
  heard_ago_s?: number;
  reason?: string;
  eta_min?: number | null;
  deputy?: string | null;
  by?: string | null;
}
/**
 * These rings are on my screen.
 */
export interface SummonsSeen {
  /**
   * @maxItems 50
   */
  recipients: string[];
}
/**
 * Call it off. Who has answered or was missed stays so.
 */
export interface SummonsCancel {
  summons: string;
  reason: string;
}
/**
 * Do something for one recipient now: the next rung (`climb`), or ring again (`again`).
 */
export interface RecipientPush {
  recipient: string;
  act: 'climb' | 'again';
}
/**
 * Give me the board.
 */
export interface SummonsBoard {}
/**
 * Where was I called lately?
 */
export interface SummonsMine {}
/**
 * Newest first.
 */
export interface MyCalls {
  ok: true;
  calls: MyCall[];
}
/**
 * A call to a post of mine.
 */
export interface MyCall {
  summons: SummonsCard;
  recipient: RecipientCard;
}
/**
 * Note something about him: kept for ever. The same `id` is the same note.
 */
export interface RecipientNote {
  id: string;
  recipient: string;
  note: string;
}
/**
 * I have him in hand.
 */
export interface RecipientTake {
  id: string;
  recipient: string;
}
/**
 * Who has him in hand now: another, if he was before me.
 */
export interface RecipientTaken {
  ok: true;
  held: Held | null;
}
/**
 * I have him in hand no longer.
 */
export interface RecipientGive {
  id: string;
  recipient: string;
}
/**
 * Ring his telephone now. The same `id` is the same call.
 */
export interface RecipientDial {
  id: string;
  recipient: string;
}
/**
 * What did each agency do in a month? agency: its calls too. drill: exercises only.
 */
export interface RecordAsk {
  month: string;
  agency?: string | null;
  drill?: boolean;
}
/**
 * drills: how many calls of this month were exercises. calls: only of the agency asked for.
 */
export interface RecordOf {
  ok: true;
  month: string;
  zone: string;
  at_ms: number;
  drill: boolean;
  drills: number;
  total: RecordTally;
  agencies: RecordAgency[];
  calls?: RecordCall[];
}
/**
 * Figures. called = in_time + missed; late is part of missed. withdrawn: deputies who came for
 * somebody and then could not.
 */
export interface RecordTally {
  called: number;
  in_time: number;
  late: number;
  missed: number;
  accepted: number;
  represented: number;
  prevented: number;
  withdrawn?: number;
  reached: number;
  apart: number;
  referred: number;
  open: number;
  median_s?: number | null;
  p90_s?: number | null;
  by_way?: {
    [k: string]: number;
  };
}
/**
 * Of one agency. notes: how many corrections it has written.
 */
export interface RecordAgency {
  agency: string;
  short: string;
  name: string;
  tally: RecordTally;
  posts: RecordPost[];
  notes?: number;
}
/**
 * Of one post.
 */
export interface RecordPost {
  post: string;
  title: string;
  tally: RecordTally;
}
/**
 * One call to one post of the agency that was asked for.
 */
export interface RecordCall {
  recipient: string;
  summons: string;
  post: string;
  text: string;
  profile: 'darurat' | 'mendesak' | 'biasa';
  t0_ms: number;
  outcome:
    | 'queued'
    | 'ringing'
    | 'acked'
    | 'declined'
    | 'represented'
    | 'missed'
    | 'cancelled'
    | 'skipped'
    | 'acked_late'
    | 'declined_late'
    | 'represented_late';
  missed_ms?: number | null;
  first_answer_ms?: number | null;
  code?: ('ready' | 'coming' | 'present' | 'unable' | 'represented') | null;
  way?: ('page' | 'push' | 'ntfy' | 'phone' | 'message' | 'radio' | 'operator') | null;
  withdrawn_by?: string | null;
  withdrawn_ms?: number | null;
  notes?: RecordNote[];
}
/**
 * What the agency says of it; it changes no figure.
 */
export interface RecordNote {
  at_ms: number;
  by: string;
  note: string;
}
/**
 * What did each agency do in the months up to this one? drill: exercises only.
 */
export interface RecordMonthsAsk {
  month: string;
  drill?: boolean;
}
/**
 * All agencies together, and each that was called in these months. A head: his own alone.
 */
export interface RecordMonths {
  ok: true;
  drill: boolean;
  total: RecordMonth[];
  agencies: RecordCourse[];
}
/**
 * Of one month: in time, late, and never answered; called is the sum of the three.
 */
export interface RecordMonth {
  month: string;
  in_time?: number;
  late?: number;
  never?: number;
}
/**
 * Of one agency, month by month, the oldest first.
 */
export interface RecordCourse {
  agency: string;
  short: string;
  months: RecordMonth[];
}
/**
 * The head of an agency says something of one of its calls. The same `id` is the same.
 */
export interface RecordCorrect {
  id: string;
  recipient: string;
  note: string;
}
/**
 * Give me the ladders.
 */
export interface LadderRead {}
/**
 * now: what the next summons climbs. versions: those that were saved, newest first.
 *
 * delivered: what a new city begins with. channels: what this hub has; a rung of another is
 * passed over.
 */
export interface Ladders {
  ok: true;
  now: LadderCard[];
  versions: LadderCard[];
  delivered: LadderCard[];
  channels: ('ring' | 'ntfy' | 'message' | 'phone' | 'radio' | 'deputy' | 'duty')[];
}
/**
 * A version of a ladder. at_ms, author: when it was saved, by which post; 0: as delivered.
 */
export interface LadderCard {
  profile: 'darurat' | 'mendesak' | 'biasa';
  version: number;
  rungs: RungCard[];
  repeat_s: number;
  deadline_s: number;
  waits_for_office: boolean;
  heeds_leave: boolean;
  at_ms?: number;
  author?: string;
}
/**
 * One step: what is done after so many seconds of silence.
 */
export interface RungCard {
  after_s: number;
  act: 'ring' | 'ntfy' | 'message' | 'phone' | 'radio' | 'deputy' | 'duty';
}
/**
 * Save a ladder; without `apply` only say what is wrong with it.
 *
 * base: the version it was made from. knowing: I was shown what is doubtful.
 */
export interface LadderSave {
  profile: 'darurat' | 'mendesak' | 'biasa';
  base: number;
  /**
   * @maxItems 40
   */
  rungs: RungCard[];
  repeat_s: number;
  deadline_s: number;
  waits_for_office?: boolean;
  heeds_leave?: boolean;
  apply?: boolean;
  knowing?: boolean;
}
/**
 * Nothing is saved while there is a flaw, or a doubt that was not known.
 *
 * saved: it is the ladder now, under this version.
 */
export interface LadderChecked {
  ok: true;
  flaws: LadderFlaw[];
  doubts: LadderDoubt[];
  saved: boolean;
  version: number;
}
/**
 * What is wrong, with the rung it is about.
 */
export interface LadderFlaw {
  why: 'empty' | 'too_many' | 'order' | 'no_ring' | 'unreachable' | 'repeat' | 'deadline' | 'duty_first';
  rung?: number | null;
}
/**
 * A rung that would not reach these posts, or anybody.
 */
export interface LadderDoubt {
  why: 'no_channel' | 'no_way' | 'no_deputy' | 'nobody_on_duty';
  rung: number;
  posts?: string[];
}
/**
 * Whoever holds this post is on leave. By himself, a deputy, or an administrator.
 */
export interface LeaveAdd {
  id: string;
  post: string;
  from_ms: number;
  to_ms: number;
  note?: string;
}
/**
 * There is no such leave after all.
 */
export interface LeaveRemove {
  id: string;
}
/**
 * Which leaves of a post are there, or are to come?
 */
export interface LeaveList {
  post: string;
}
/**
 * The next first. stood_in: somebody holds the post as Plh. now, and is called instead.
 */
export interface Leaves {
  ok: true;
  leaves: LeaveCard[];
  stood_in: boolean;
}
/**
 * A leave.
 */
export interface LeaveCard {
  id: string;
  post: string;
  from_ms: number;
  to_ms: number;
  note?: string;
}
/**
 * Give me the templates.
 */
export interface TemplateList {}
/**
 * All, by title.
 */
export interface Templates {
  ok: true;
  templates: TemplateCard[];
}
/**
 * Words ready to be sent. profile: what they are meant for.
 */
export interface TemplateCard {
  id: string;
  title: string;
  text: string;
  profile?: ('darurat' | 'mendesak' | 'biasa') | null;
}
/**
 * Administrators: keep this, in the place of the one with its id.
 */
export interface TemplateSave {
  template: TemplateCard;
}
/**
 * Administrators: take this away.
 */
export interface TemplateRemove {
  id: string;
}
/**
 * When is the weekly drill held?
 */
export interface DrillRead {}
/**
 * The plan. next_ms: unset when it is off; last_ms: when one was held.
 */
export interface DrillPlanned {
  ok: true;
  on: boolean;
  weekday: number;
  minute: number;
  profile: 'darurat' | 'mendesak' | 'biasa';
  next_ms?: number | null;
  last_ms?: number | null;
}
/**
 * Administrators: hold it then. weekday: Monday is 0; minute: of the city's day.
 */
export interface DrillSave {
  on: boolean;
  weekday: number;
  minute: number;
  profile: 'darurat' | 'mendesak' | 'biasa';
}
/**
 * By what am I reached, and what does this hub have?
 */
export interface ReachMine {}
/**
 * channels: those this hub has. vapid: the public key to subscribe to Web Push with.
 */
export interface ReachWays {
  ok: true;
  ways: ReachWay[];
  channels: ('push' | 'ntfy' | 'message' | 'phone')[];
  vapid?: string | null;
  ntfy?: ReachNtfy | null;
}
/**
 * One of my ways. address: masked; of Web Push the push service's host.
 *
 * mine: it is the device that asks. verified_ms: since when it is used. last_ok_ms: when something
 * last came through; fails: how often it has failed since.
 */
export interface ReachWay {
  id: string;
  channel: 'push' | 'ntfy' | 'message' | 'phone';
  label: string;
  address: string;
  state: 'unheard' | 'good' | 'failing' | 'gone';
  mine: boolean;
  added_ms: number;
  verified_ms?: number | null;
  last_ok_ms?: number | null;
  fails?: number;
}
/**
 * Where the ntfy app subscribes. topic: secret, and mine alone; none before `reach:add`. link:
 * opens the app at it.
 */
export interface ReachNtfy {
  server: string;
  topic?: string | null;
  link?: string | null;
}
/**
 * Register this device for Web Push: at every start of the page. The same is one row.
 */
export interface ReachPush {
  subscription: PushSubscription;
  label?: string;
}
/**
 * What `PushSubscription.toJSON()` of the browser gives.
 */
export interface PushSubscription {
  endpoint: string;
  keys: PushKeys;
  expirationTime?: number | null;
}
/**
 * The keys of a subscription, base64url.
 */
export interface PushKeys {
  p256dh: string;
  auth: string;
}
/**
 * The way as it is now.
 */
export interface ReachAdded {
  ok: true;
  way: ReachWay;
}
/**
 * Add a way. `id` makes it one, however often it is sent. address: empty for ntfy.
 */
export interface ReachAdd {
  id: string;
  channel: 'ntfy' | 'message' | 'phone';
  address?: string;
  label?: string;
}
/**
 * Take a way of mine away.
 */
export interface ReachRemove {
  id: string;
}
/**
 * The QR code of my topic of ntfy, for a phone that is not the device this page is on.
 */
export interface ReachCode {}
/**
 * What it opens is `link` of ReachNtfy.
 */
export interface ReachCoded {
  ok: true;
  qr: QrCode;
}
/**
 * Try a way of mine now; for Web Push it waits some seconds for the device's word.
 */
export interface ReachTest {
  id: string;
}
/**
 * What became of it.
 */
export interface ReachTested {
  ok: true;
  tried: 'delivered' | 'accepted' | 'unreachable' | 'not_set_up';
  way: ReachWay;
}
/**
 * I heard the trial: use this way. `not_tested` when none got through in the last day.
 */
export interface ReachHeard {
  id: string;
}
/**
 * For administrators and the operator: how well can each post be reached?
 */
export interface ReachReadiness {}
/**
 * Every agency in use. channels: those this hub has. drill_ms: when the last drill was held.
 */
export interface Readiness {
  ok: true;
  agencies: AgencyReadiness[];
  channels: ('push' | 'ntfy' | 'message' | 'phone')[];
  drill_ms?: number | null;
}
/**
 * Answer at once: how long is the way there and back?
 */
export interface LinkEcho {}
/**
 * I am the bridge of this channel, I think. `not_a_member`: the token is of another one.
 */
export interface RadioHello {
  channel: string;
}
/**
 * What the hub knows of the channel; `transmits`: it may send at all; `served`: another bridge
 * is there and well.
 */
export interface RadioWelcome {
  ok: true;
  channel: string;
  name: string;
  kind: 'poc' | 'isr' | 'krap' | 'amatir';
  transmits: boolean;
  served?: boolean;
  time_ms: number;
}
/**
 * The receiver hears somebody: I have the floor from now on, and hold it by `ptt:held`; or no
 * longer. Each opening has a higher `request`. emergency: a radio in need, said at any time.
 */
export interface RadioCarrier {
  voice: string;
  request: number;
  open: boolean;
  emergency?: boolean;
}
/**
 * How the radio is now: at each change, and a few times a second while a meter moves.
 */
export interface RadioStatus {
  status: Status;
}
/**
 * How the radio is now; the newest is all that counts.
 *
 * grant: the hub's, while the air is asked for. left_s: until the time-out timer cuts it off;
 * None: nothing counts down. latched: cut off by the timer, until the source has let go. Levels
 * in dBFS, -120 for silence. receive_only: it has nothing to key a transmitter with.
 */
export interface Status {
  on_air?: 'off' | 'asked' | 'keyed' | 'heard';
  receive_only?: boolean;
  grant?: number | null;
  carrier?: boolean;
  latched?: boolean;
  left_s?: number | null;
  sent_dbfs?: number;
  received_dbfs?: number;
  /**
   * @maxItems 32
   */
  alarms?: (
    | 'card_lost'
    | 'card_silent'
    | 'keyer_lost'
    | 'port_lost'
    | 'stuck_receiver'
    | 'clipping'
    | 'clock_off'
    | 'disk_full'
    | 'hot'
    | 'no_speech'
  )[];
}
/**
 * A decoder heard something. Durable: sent again until it is acknowledged.
 */
export interface RadioSignal {
  signal: Signal;
}
/**
 * A transmission is recorded. Durable. `file`: it was brought before; none: it is lost.
 */
export interface RadioRecorded {
  recording: Recording;
  file?: string | null;
}
/**
 * What was to be said is ready, or cannot be: `failed`. With `text` it is the bridge's own
 * (the station's name), for which it asks the air.
 */
export interface RadioPrepared {
  id: string;
  length_s: number;
  failed?: '' | 'no_speech' | 'too_long';
  text?: string;
}
/**
 * What was granted is over at the transmitter, and how.
 */
export interface RadioSaid {
  id: string;
  end: '' | 'cut' | 'lease' | 'limit' | 'keyer' | 'card' | 'forbidden' | 'unknown';
}
/**
 * Administrators, operators, the mayor: all channels.
 */
export interface RadioList {}
/**
 * All channels.
 */
export interface RadioChannels {
  ok: true;
  channels: ChannelCard[];
}
/**
 * Administrators: make a push-to-talk room a radio channel, or change its licence.
 */
export interface RadioSave {
  room: string;
  kind: 'poc' | 'isr' | 'krap' | 'amatir';
}
/**
 * Administrators: the room has no radio any more; its tokens are revoked.
 */
export interface RadioRemove {
  room: string;
}
/**
 * Administrators: a token for the bridge of a channel.
 */
export interface RadioToken {
  room: string;
  label: string;
}
/**
 * `secret` is told this once.
 */
export interface RadioTokenIssued {
  ok: true;
  id: string;
  secret: string;
}
/**
 * Administrators: this token is good for nothing any more; its bridge is cut off.
 */
export interface RadioRevoke {
  token: string;
}
/**
 * Administrators: the whole unit register of a channel.
 */
export interface RadioUnits {
  room: string;
  /**
   * @maxItems 1000
   */
  units: UnitCard[];
}
/**
 * Operators: put a number that no register knows into the channel's, as it was heard.
 */
export interface RadioName {
  room: string;
  unit: UnitCard;
}
/**
 * Operator and mayor: put a room under a channel's floor.
 */
export interface PatchMake {
  room: string;
  channel: string;
}
/**
 * Operator and mayor: take a room out again; without one, all rooms from all channels.
 */
export interface PatchCut {
  room?: string | null;
}
/**
 * Write a roll-call down, or another version of one that was not announced.
 *
 * posts: who report, the heads; in the order of their classes. net_control: who runs the queue.
 * profile: the ladder of the summons that goes to all of them; none: nobody is rung.
 */
export interface RollCallDraft {
  id: string;
  rollcall: string;
  room: string;
  title: string;
  /**
   * @minItems 1
   * @maxItems 200
   */
  posts: [string, ...string[]];
  agenda?: string;
  net_control?: string | null;
  mode?: 'two_track' | 'voice';
  drill?: boolean;
  profile?: ('darurat' | 'mendesak' | 'biasa') | null;
}
/**
 * It is saved. The roll-call as it is now.
 */
export interface RollCallSaved {
  ok: true;
  rollcall: RollCallCard;
}
/**
 * A roll-call. floor: the entry whose turn it is; talker: the post that may talk because of it,
 * of a break-in too. queue: entries still to be called, in order. count, settled: of all.
 */
export interface RollCallCard {
  id: string;
  room: string;
  title: string;
  agenda: string;
  leader: string;
  net_control: string;
  mode: 'two_track' | 'voice';
  drill: boolean;
  state: 'draft' | 'announced' | 'open' | 'paused' | 'closing' | 'closed' | 'signed' | 'withdrawn';
  floor: string | null;
  talker: string | null;
  queue: string[];
  count: number;
  settled: number;
  drafted_ms: number;
  announced_ms: number | null;
  opened_ms: number | null;
  paused_ms: number | null;
  closed_ms: number | null;
  signed_ms: number | null;
  signed_by: string | null;
  summons: string | null;
  version: number;
}
/**
 * A step of a roll-call that needs no more words. The same `id` is the same step.
 */
export interface RollCallDo {
  id: string;
  rollcall: string;
}
/**
 * Sign it. minutes: the version that was read; a newer one is not signed unread. None: any.
 */
export interface RollCallSign {
  id: string;
  rollcall: string;
  minutes?: number | null;
}
/**
 * Call this one, or the next of the queue.
 */
export interface RollCallCall {
  id: string;
  rollcall: string;
  entry?: string | null;
}
/**
 * Received. attendance: if no form says it. way: by what it was heard.
 */
export interface RollCallFinish {
  id: string;
  rollcall: string;
  attendance?: ('present' | 'represented' | 'excused') | null;
  way?: 'voice' | 'radio' | 'operator';
}
/**
 * A step of one of its entries.
 */
export interface RollCallEntry {
  id: string;
  rollcall: string;
  entry: string;
}
/**
 * The leader wants to hear it, or no longer.
 */
export interface RollCallPick {
  id: string;
  rollcall: string;
  entry: string;
  on: boolean;
}
/**
 * Put it before another, or last.
 */
export interface RollCallMove {
  id: string;
  rollcall: string;
  entry: string;
  before?: string | null;
}
/**
 * All by voice, or only those there is something to talk about with.
 */
export interface RollCallMode {
  id: string;
  rollcall: string;
  mode: 'two_track' | 'voice';
}
/**
 * An emergency: it is paused, and this post has the turn. Of a head: his own post.
 */
export interface RollCallBreakIn {
  id: string;
  rollcall: string;
  post: string;
}
/**
 * A step with words: why it is not held, or an addendum (ralat).
 */
export interface RollCallWords {
  id: string;
  rollcall: string;
  text: string;
}
/**
 * My report, or that of the head whose deputy I am. said_ms: when I wrote it, by my own clock,
 * if it waited for a connection.
 */
export interface RollCallReport {
  id: string;
  rollcall: string;
  entry: string;
  form: ReportForm;
  said_ms?: number | null;
}
/**
 * What an agency reports. obstacle: empty is *nihil*. wants: which decision is needed.
 */
export interface ReportForm {
  attendance?: 'present' | 'represented' | 'excused';
  /**
   * @maxItems 5
   */
  counts?:
    | []
    | [SectionCount]
    | [SectionCount, SectionCount]
    | [SectionCount, SectionCount, SectionCount]
    | [SectionCount, SectionCount, SectionCount, SectionCount]
    | [SectionCount, SectionCount, SectionCount, SectionCount, SectionCount];
  obstacle?: string;
  wants?: string;
  urgent?: boolean;
  reason?: string;
  deputy?: string;
}
/**
 * People of one section. permit: izin; leave: cuti; duty: dinas luar.
 */
export interface SectionCount {
  section?: 'all' | 'admin' | 'pelayanan' | 'lapangan' | 'panti';
  wfo?: number;
  wfh?: number;
  sick?: number;
  permit?: number;
  leave?: number;
  duty?: number;
}
/**
 * Enter what was heard of an agency: on the air, in the room, or some other way.
 */
export interface RollCallRecord {
  id: string;
  rollcall: string;
  entry: string;
  form: ReportForm;
  way: 'radio' | 'operator' | 'voice';
  heard_ago_s?: number;
}
/**
 * Give me what is going on.
 */
export interface RollCallBoardAsk {}
/**
 * Every roll-call that is not over, drafts too, and those closed lately, with their entries: of
 * a head those he is in, with his own.
 */
export interface RollCallBoard {
  ok: true;
  rollcalls: RollCallNow[];
}
/**
 * A roll-call, and those of its entries that changed and that I may see.
 *
 * Live kind `rollcall`, room empty: to whoever reads the board, and of his own to who is in it.
 */
export interface RollCallNow {
  rollcall: RollCallCard;
  entries: EntryCard[];
}
/**
 * An agency in a roll-call, by its name of when it was announced.
 *
 * report: the last; reports: how many there are. items: decisions of it that are not over. since:
 * of its turn. heard_ms: its handheld was heard, which is no presence; present_ms: it keyed that.
 */
export interface EntryCard {
  id: string;
  rollcall: string;
  post: string;
  agency: string;
  name: string;
  short: string;
  title: string;
  agency_class: string;
  agency_kind: string;
  place: number;
  state:
    | 'waiting'
    | 'prefilled'
    | 'called'
    | 'recalled'
    | 'reporting'
    | 'no_answer'
    | 'reported'
    | 'represented'
    | 'excused'
    | 'absent'
    | 'reported_late';
  tries?: number;
  says?: number;
  since_ms?: number | null;
  prompted?: '' | 'amber' | 'soft' | 'hard';
  picked?: boolean;
  emergency?: boolean;
  way?: ('page' | 'voice' | 'radio' | 'operator') | null;
  called_ms?: number | null;
  answered_ms?: number | null;
  settled_ms?: number | null;
  absent_ms?: number | null;
  heard_ms?: number | null;
  present_ms?: number | null;
  report?: ReportCard | null;
  reports?: number;
  verdicts?: HeadcountVerdict[];
  items?: number;
  version: number;
}
/**
 * A report as it was given, and by whom. late: after the close.
 */
export interface ReportCard {
  id: string;
  by: string;
  way: 'page' | 'voice' | 'radio' | 'operator';
  at_ms: number;
  form: ReportForm;
  late?: boolean;
  recorded_by?: string | null;
  heard_ms?: number | null;
  said_ms?: number | null;
}
/**
 * A section against the circular in force: `wfo` of `people` are `percent`; `op` `limit` %.
 */
export interface HeadcountVerdict {
  section: 'all' | 'admin' | 'pelayanan' | 'lapangan' | 'panti';
  level: 'green' | 'amber' | 'red' | 'none';
  wfo: number;
  people: number;
  percent?: number | null;
  op?: ('min' | 'max' | 'eq') | null;
  limit?: number | null;
  letter_no?: string | null;
  why?: '' | 'nobody' | 'not_reported' | 'no_rule';
}
/**
 * What did this post report last? To begin the form with.
 */
export interface RollCallFormAsk {
  rollcall: string;
  entry: string;
}
/**
 * The last report, if there ever was one. sections: those a rule asks the figures of.
 */
export interface RollCallForm {
  ok: true;
  report: ReportCard | null;
  /**
   * @maxItems 5
   */
  sections?:
    | []
    | ['all' | 'admin' | 'pelayanan' | 'lapangan' | 'panti']
    | ['all' | 'admin' | 'pelayanan' | 'lapangan' | 'panti', 'all' | 'admin' | 'pelayanan' | 'lapangan' | 'panti']
    | [
        'all' | 'admin' | 'pelayanan' | 'lapangan' | 'panti',
        'all' | 'admin' | 'pelayanan' | 'lapangan' | 'panti',
        'all' | 'admin' | 'pelayanan' | 'lapangan' | 'panti'
      ]
    | [
        'all' | 'admin' | 'pelayanan' | 'lapangan' | 'panti',
        'all' | 'admin' | 'pelayanan' | 'lapangan' | 'panti',
        'all' | 'admin' | 'pelayanan' | 'lapangan' | 'panti',
        'all' | 'admin' | 'pelayanan' | 'lapangan' | 'panti'
      ]
    | [
        'all' | 'admin' | 'pelayanan' | 'lapangan' | 'panti',
        'all' | 'admin' | 'pelayanan' | 'lapangan' | 'panti',
        'all' | 'admin' | 'pelayanan' | 'lapangan' | 'panti',
        'all' | 'admin' | 'pelayanan' | 'lapangan' | 'panti',
        'all' | 'admin' | 'pelayanan' | 'lapangan' | 'panti'
      ];
}
/**
 * Give me all of one: what its minutes are made of.
 */
export interface RollCallRead {
  rollcall: string;
}
/**
 * All of a roll-call.
 */
export interface RollCallWhole {
  ok: true;
  rollcall: RollCallCard;
  entries: EntryRecord[];
  happened: RollCallEvent[];
}
/**
 * An entry and every report of it, in order.
 */
export interface EntryRecord {
  entry: EntryCard;
  reports: ReportCard[];
}
/**
 * What happened, in order. by: who did it; empty: the hub itself, by the clock.
 */
export interface RollCallEvent {
  n: number;
  at_ms: number;
  kind:
    | 'announced'
    | 'opened'
    | 'paused'
    | 'broke_in'
    | 'resumed'
    | 'called'
    | 'called_again'
    | 'answered'
    | 'report'
    | 'prompt'
    | 'no_answer'
    | 'settled'
    | 'skipped'
    | 'came_back'
    | 'picked'
    | 'emergency'
    | 'moved'
    | 'took_over'
    | 'mode'
    | 'heard'
    | 'closing'
    | 'absent'
    | 'closed'
    | 'withdrawn'
    | 'signed'
    | 'addendum'
    | 'reported_late';
  entry: string | null;
  by: string;
  text?: string;
}
/**
 * Give me older ones, newest first.
 */
export interface RollCallHistory {
  before_ms?: number | null;
  limit?: number;
}
/**
 * Newest first.
 */
export interface RollCallPage {
  ok: true;
  rollcalls: RollCallCard[];
}
/**
 * Which were held, newest first? before_ms: only such as were closed before this.
 */
export interface RollCallPastAsk {
  before_ms?: number | null;
  limit?: number;
  room?: string | null;
  title?: string | null;
}
/**
 * series: of all there are, to choose from.
 */
export interface RollCallPastPage {
  ok: true;
  rollcalls: PastLine[];
  more: boolean;
  series: PastSeries[];
}
/**
 * One of a list; figures without times: of all in it, or of what is mine.
 */
export interface PastLine {
  rollcall: PastCard;
  figures: PastFigures;
}
/**
 * A roll-call that is closed or signed.
 */
export interface PastCard {
  id: string;
  room: string;
  title: string;
  leader: string;
  mode: 'two_track' | 'voice';
  drill: boolean;
  state: 'closed' | 'signed';
  announced_ms: number | null;
  opened_ms: number | null;
  closed_ms: number;
}
/**
 * Of some entries. held is the sum of the five; a drill is among no others.
 */
export interface PastFigures {
  held: number;
  present: number;
  represented: number;
  excused: number;
  late: number;
  absent: number;
  form_median_s?: number | null;
  form_p90_s?: number | null;
  voice_median_s?: number | null;
  voice_p90_s?: number | null;
}
/**
 * Roll-calls of one name in one room.
 */
export interface PastSeries {
  room: string;
  title: string;
  held: number;
}
/**
 * What became of each agency in one?
 */
export interface RollCallPastRead {
  rollcall: string;
}
/**
 * decisions: made in it; a head: his own.
 */
export interface RollCallPastWhole {
  ok: true;
  rollcall: PastCard;
  figures: PastFigures;
  entries: PastEntry[];
  decisions: DecisionCard[];
}
/**
 * heard: when it was called and spoke, if that was recorded and I may hear it.
 */
export interface PastEntry {
  entry: EntryCard;
  mark: 'present' | 'represented' | 'excused' | 'late' | 'absent';
  form_s?: number | null;
  voice_s?: number | null;
  heard?: PastHeard | null;
}
/**
 * A moment that can be heard again: so many ms into a recording.
 */
export interface PastHeard {
  recording: string;
  at_ms: number;
}
/**
 * A decision. overdue: its day is over, and it is not done. owner_name: when it was made.
 */
export interface DecisionCard {
  id: string;
  text: string;
  owner: string;
  owner_agency: string;
  owner_name: string;
  due_day: string;
  priority: 'low' | 'normal' | 'high';
  by: string;
  at_ms: number;
  rollcall?: string | null;
  entry?: string | null;
  state: 'open' | 'accepted' | 'done' | 'verified' | 'reopened' | 'cancelled';
  overdue: boolean;
  did?: DidCard[];
  version: number;
}
/**
 * What somebody did about a decision. file: of the evidence.
 */
export interface DidCard {
  id: string;
  act: 'accept' | 'done' | 'verify' | 'reopen' | 'cancel';
  at_ms: number;
  by: string;
  text?: string;
  file?: string | null;
}
/**
 * The last of them beside each other, or those of a month. Drills are left out.
 */
export interface RollCallCompareAsk {
  room?: string | null;
  title?: string | null;
  last?: number;
  month?: string | null;
}
/**
 * The oldest first. left: so many more there were that month. series: as in the list.
 */
export interface RollCallCompare {
  ok: true;
  zone: string;
  at_ms: number;
  left: boolean;
  columns: CompareColumn[];
  rows: CompareRow[];
  total: PastFigures;
  series: PastSeries[];
}
/**
 * One of them.
 */
export interface CompareColumn {
  rollcall: PastCard;
  figures: PastFigures;
}
/**
 * A post in each of them, as the columns stand; null: it was not in it. Its newest names.
 */
export interface CompareRow {
  post: string;
  agency: string;
  short: string;
  name: string;
  figures: PastFigures;
  marks: (('present' | 'represented' | 'excused' | 'late' | 'absent') | null)[];
  ways: (('page' | 'voice' | 'radio' | 'operator') | null)[];
  form_s: (number | null)[];
  voice_s: (number | null)[];
}
/**
 * When was this post heard in each of these?
 */
export interface RollCallHeardAsk {
  post: string;
  /**
   * @maxItems 60
   */
  rollcalls: string[];
}
/**
 * Of those that were recorded and that I may hear.
 */
export interface RollCallHeard {
  ok: true;
  heard: HeardIn[];
}
/**
 * It can be heard again.
 */
export interface HeardIn {
  rollcall: string;
  heard: PastHeard;
}
/**
 * What is ready to be held, and when?
 */
export interface RollCallScheduleAsk {}
/**
 * All of them, the next one first.
 */
export interface RollCallSchedule {
  ok: true;
  planned: RollCallPlanned[];
}
/**
 * A template and its hours. next_ms: the next one; none: it is off, or held by hand only.
 *
 * missed_ms: the last hour at which it could not be announced; missed_why: the hub was `out`,
 * another was held (`busy`), or something else `refused` it: its leader, its room, its posts.
 */
export interface RollCallPlanned {
  template: RollCallTemplate;
  next_ms?: number | null;
  missed_ms?: number | null;
  missed_why?: '' | 'out' | 'busy' | 'refused';
}
/**
 * A roll-call that is ready to be held. leader: who leads it; None: who saves this.
 *
 * posts: who report; none: the heads of all agencies. weekdays: Monday is 0; none: it is held by
 * hand only. minute: of the city's day. on: the hub announces it at its hours.
 */
export interface RollCallTemplate {
  id: string;
  title: string;
  room: string;
  leader?: string | null;
  net_control?: string | null;
  /**
   * @maxItems 200
   */
  posts?: string[];
  agenda?: string;
  mode?: 'two_track' | 'voice';
  drill?: boolean;
  profile?: ('darurat' | 'mendesak' | 'biasa') | null;
  /**
   * @maxItems 7
   */
  weekdays?:
    | []
    | [number]
    | [number, number]
    | [number, number, number]
    | [number, number, number, number]
    | [number, number, number, number, number]
    | [number, number, number, number, number, number]
    | [number, number, number, number, number, number, number];
  minute?: number;
  on?: boolean;
}
/**
 * Put it in the place of the one with its id, or add it.
 */
export interface RollCallTemplateSave {
  template: RollCallTemplate;
}
/**
 * Take one away. What it held stays.
 */
export interface RollCallTemplateRemove {
  template: string;
}
/**
 * Decide: two lines at most, who carries it out and until when. `id` makes it one decision.
 *
 * rollcall, entry: in whose turn. ring: its owner is summoned to accept it (profile biasa).
 */
export interface DecisionMake {
  id: string;
  text: string;
  owner: string;
  due_day: string;
  priority?: 'low' | 'normal' | 'high';
  rollcall?: string | null;
  entry?: string | null;
  ring?: boolean;
}
/**
 * It is saved. The decision as it is now.
 */
export interface DecisionSaved {
  ok: true;
  decision: DecisionCard;
}
/**
 * Do something about it: its owner accepts and does; whoever leads verifies, reopens, cancels.
 *
 * text: the evidence, or why. file: one that hangs on a message, or was brought into a room.
 */
export interface DecisionDo {
  id: string;
  decision: string;
  act: 'accept' | 'done' | 'verify' | 'reopen' | 'cancel';
  text?: string;
  file?: string | null;
}
/**
 * Give me decisions: all that are not over, or all of a roll-call, or older ones.
 *
 * over: only such as are over, with before_ms older ones of them. A head is given his own.
 */
export interface DecisionList {
  rollcall?: string | null;
  before_ms?: number | null;
  over?: boolean;
}
/**
 * Not over: the most pressing first. Of a roll-call: in their order. Older: newest first.
 */
export interface Decisions {
  ok: true;
  decisions: DecisionCard[];
}
/**
 * Give me the minutes of a roll-call that was closed.
 */
export interface MinutesRead {
  rollcall: string;
}
/**
 * The minutes: what they say now, and every version. signed: nothing but addenda comes.
 */
export interface MinutesWhole {
  ok: true;
  content: MinutesContent;
  versions: MinutesVersion[];
  signed: boolean;
}
/**
 * What the minutes say.
 */
export interface MinutesContent {
  rollcall: string;
  title: string;
  drill: boolean;
  around: MinutesAround;
  opened_ms: number | null;
  closed_ms: number;
  agenda: string;
  closing: string;
  lines: MinutesLine[];
  decisions: MinutesDecision[];
}
/**
 * Where, by whom, by which clock; anchor: the last entry of the audit trail at that moment.
 */
export interface MinutesAround {
  room: string;
  leader: string;
  note_taker: string;
  zone: 'WIB' | 'WITA' | 'WIT';
  day: string;
  anchor_seq: number;
  anchor_hash: string;
}
/**
 * What is said of one agency. at_ms: heard or reported first. remark: of the note taker.
 */
export interface MinutesLine {
  entry: string;
  short: string;
  name: string;
  title: string;
  agency_class: string;
  state:
    | 'waiting'
    | 'prefilled'
    | 'called'
    | 'recalled'
    | 'reporting'
    | 'no_answer'
    | 'reported'
    | 'represented'
    | 'excused'
    | 'absent'
    | 'reported_late';
  at_ms: number | null;
  way: ('page' | 'voice' | 'radio' | 'operator') | null;
  late: boolean;
  deputy: string;
  reason: string;
  obstacle: string;
  wants: string;
  count: MinutesCount | null;
  verdicts: HeadcountVerdict[];
  remark: string;
}
/**
 * People of a whole agency: the sum of its sections.
 */
export interface MinutesCount {
  section: 'all';
  wfo: number;
  wfh: number;
  sick: number;
  permit: number;
  leave: number;
  duty: number;
}
/**
 * A decision as it stood when this version was drawn up.
 */
export interface MinutesDecision {
  text: string;
  owner: string;
  due_day: string;
  priority: 'low' | 'normal' | 'high';
  state: 'open' | 'accepted' | 'done' | 'verified' | 'reopened' | 'cancelled';
  state_ms: number;
  about: string;
}
/**
 * One version. by: the post, empty: the hub; title: as it was called. text: of an addendum.
 */
export interface MinutesVersion {
  version: number;
  kind: 'draft' | 'edit' | 'signature' | 'addendum';
  made_ms: number;
  by: string;
  title: string;
  text: string;
  sha256: string;
}
/**
 * Draw them up anew with other free parts; None, or no remark: as it was.
 */
export interface MinutesEdit {
  id: string;
  rollcall: string;
  agenda?: string | null;
  closing?: string | null;
  /**
   * @maxItems 200
   */
  remarks?: MinutesRemark[];
}
/**
 * A remark on one agency; empty: none.
 */
export interface MinutesRemark {
  entry: string;
  text: string;
}
/**
 * Record a room whenever people are in it, or not. keep_days: of what comes from now on.
 */
export interface RecordingSet {
  room: string;
  on: boolean;
  keep_days: number;
}
/**
 * Give me a room's recordings, newest first; before: only such as began before this.
 */
export interface RecordingList {
  room: string;
  before?: number | null;
}
/**
 * Recordings of a room, and whether it is set to be recorded.
 */
export interface RecordingPage {
  ok: true;
  on: boolean;
  keep_days: number;
  recordings: RecordingCard[];
  more: boolean;
}
/**
 * One recording. cut: the worker that made it was killed; it plays to shortly before that.
 *
 * swept: its time is over, and nothing can be heard of it. lost: nothing was ever on the disk.
 */
export interface RecordingCard {
  id: string;
  began_ms: number;
  length_ms: number;
  bytes: number;
  state: 'under_way' | 'kept' | 'lost' | 'swept';
  keep_until_ms: number;
  sha256?: string;
  cut?: boolean;
}
/**
 * I am going to hear a recording: give me who talked in it. That I did is kept.
 */
export interface RecordingRead {
  recording: string;
}
/**
 * A recording, and who talked when, in the order they began.
 */
export interface RecordingWhole {
  ok: true;
  recording: RecordingCard;
  talks: Talked[];
}
/**
 * Somebody talked, from and to so many ms after the beginning of a recording.
 */
export interface Talked {
  who: string;
  from_ms: number;
  to_ms: number;
}
/**
 * A decision that was made or changed. Live kind `decision`, room empty; to whoever reads the
 * board, and to its owner.
 */
export interface DecisionNow {
  decision: DecisionCard;
}
/**
 * What became of my knock. Live kind `door`, only to me. let_in: join now.
 */
export interface DoorNews {
  state: 'let_in' | 'turned_away';
}
/**
 * These posts have not answered for so long that whoever is on duty is told.
 *
 * Live kind `duty`, room empty; to operators and to whoever issued it.
 */
export interface DutyCall {
  summons: SummonsCard;
  posts: string[];
}
/**
 * The floor of a push-to-talk room as it is now. Kind `floor`.
 */
export interface FloorChanged {
  floor: Floor;
}
/**
 * First word after each connect: who you are, whom you may meet, and what time it is.
 */
export interface Hello {
  time_ms: number;
  version: string;
  me: PersonCard;
  people: PersonCard[];
  rooms: RoomCard[];
  talk_limit_s: number;
  streams: StreamHead[];
  online: string[];
  storage_ok: boolean;
  all_call: AllCallNow;
  may_call_all: boolean;
  rings?: RingCard[];
  may_summon?: boolean;
  rollcalls?: RollCallNow[];
  decisions?: number;
  relays?: Relay[];
}
/**
 * A stream this person has. `read`: up to where it was read; `unread`: messages since, at
 * most UNREAD_MAX.
 */
export interface StreamHead {
  id: string;
  head: number;
  read: number;
  unread: number;
}
/**
 * Somebody calls me: ring until I answer.
 *
 * post: who is called; I hold that post, or stand for it (`deputy`). round: another number, ring
 * again. by: who calls.
 */
export interface RingCard {
  summons: string;
  recipient: string;
  post: string;
  deputy: boolean;
  by: string;
  text: string;
  profile: 'darurat' | 'mendesak' | 'biasa';
  t0_ms: number;
  deadline_ms: number;
  round: number;
  room?: string | null;
  drill?: boolean;
}
/**
 * A TURN server I may use until my name there ends (RTCIceServer).
 */
export interface Relay {
  urls: string[];
  username: string;
  credential: string;
}
/**
 * How loud each heard person is, in -dBov (0 loudest, 127 silent; RFC 6464). Kind `levels`.
 *
 * To who asked for meters ten times a second while anyone is heard; to all others at once when
 * somebody begins, then twice a second at most and only news. Once empty when all is still.
 */
export interface Levels {
  levels: {
    [k: string]: number;
  };
}
/**
 * POST /api/link/look: whom would this link sign in? Does not use it up.
 */
export interface LinkLook {
  token: string;
}
/**
 * POST /api/link/use: sign in with it. It works once; the reply sets the session cookie.
 */
export interface LinkUse {
  token: string;
  nonce?: string | null;
}
/**
 * Lines of the room list that are no longer what they were. Kind `rooms`, room empty.
 */
export interface RoomsChanged {
  rooms: RoomCard[];
}
/**
 * People who came or changed, and people who left. Kind `roster`.
 */
export interface RosterChanged {
  present?: Participant[];
  gone?: string[];
}
/**
 * What became of my request after its first reply. Kind `ptt`, only to me.
 *
 * granted: it was queued and it is my turn. queued: my place changed. ended: the hub took the
 * floor back, or dropped me from the queue, for the reason in `code`.
 */
export interface PttNews {
  voice: string;
  request: number;
  state: 'granted' | 'queued' | 'ended';
  until_ms?: number | null;
  talker?: string | null;
  place?: number | null;
  code?: ('time_out' | 'preempted' | 'not_held' | 'left' | 'media_down' | 'muted') | null;
}
/**
 * My voice is no longer in the room, and why. Kind `voice`, only to me.
 *
 * elsewhere: I joined on another device. restarted: the media worker is new, join again at
 * once. silent: nothing was heard from me for 15 s. closed: my browser closed the connection.
 * removed: a moderator put me out. freed: told to my pages whose voice is elsewhere: that one has
 * left, and nobody's place is taken by joining.
 */
export interface VoiceEnded {
  voice: string;
  why: 'elsewhere' | 'restarted' | 'silent' | 'closed' | 'removed' | 'freed';
}
/**
 * Posts of which the first page came, or the last one went. Kind `presence`, room empty.
 */
export interface PresenceChanged {
  came?: string[];
  went?: string[];
}
/**
 * Who is writing in this room now, all of them. Kind `typing`.
 */
export interface TypingNow {
  who: string[];
}
/**
 * How far posts have read in this room. Kind `reads`.
 */
export interface ReadsChanged {
  reads: {
    [k: string]: number;
  };
}
/**
 * Nothing can be saved any more, or again it can. Kind `storage`, room empty.
 */
export interface StorageChanged {
  ok: boolean;
}
/**
 * All that rings for me now; empty: be quiet. Live kind `rings`, room empty.
 */
export interface Rings {
  rings: RingCard[];
}
/**
 * A summons and those of its recipients that are no longer what they were.
 *
 * Live kind `summons`, room empty; to whoever reads the board.
 */
export interface SummonsNow {
  summons: SummonsCard;
  recipients: RecipientCard[];
}
/**
 * The air is given, renewed or taken back. Kind `grant`, only to the channel's bridge.
 *
 * renewed: every 200 ms; a grant not renewed for 500 ms is void. `at_ms` is of the hub's own
 * steady clock: by it a bridge sees what was long under way. say: the bridge speaks that itself;
 * no sound comes from the worker.
 */
export interface RadioGrant {
  grant: number;
  state: 'granted' | 'renewed' | 'ended';
  at_ms: number;
  talker?: string | null;
  limit_s?: number | null;
  over_radio?: boolean;
  say?: string | null;
}
/**
 * Make this ready to be spoken. Kind `say`, only to the channel's bridge.
 *
 * It goes on the air by a grant with this id and no other way. The newest replaces the one before.
 */
export interface RadioSay {
  id: string;
  kind: 'call' | 'read_back' | 'identify';
  text: string;
}
/**
 * Of everybody in a room who sent or reported something. Kind `quality`, to who has meters.
 */
export interface RoomQuality {
  people: {
    [k: string]: Quality;
  };
}
/**
 * Of the last five seconds, both ways; of each figure the worse.
 *
 * loss_share: packets lost, of 1. jitter_ms: RFC 3550 A.8. delay_ms: there and back (RFC 3550
 * §6.4.1), None while the browser has not said. concealed_share: of what was played of this
 * person, so much was guessed; what he hears himself only his browser knows.
 */
export interface Quality {
  loss_share: number;
  jitter_ms: number;
  delay_ms?: number | null;
  concealed_share: number;
}
/**
 * What a Web Push says, decrypted: the service worker shows `title` and `text` under `tag`.
 *
 * drill: LATIHAN stands in the title already. test: `reach:test` sent it; there is nothing to
 * answer. token: for /api/summons/answer and /api/summons/beacon. url: what a tap opens.
 */
export interface PushNotice {
  kind: 'summons' | 'test';
  title: string;
  text: string;
  tag: string;
  token: string;
  url: string;
  summons?: string;
  recipient?: string;
  post?: string;
  profile?: ('darurat' | 'mendesak' | 'biasa') | null;
  drill?: boolean;
  round?: number;
  deadline_ms?: number | null;
}
/**
 * What a command gets when it is not done: nothing has changed.
 */
export interface Refusal {
  ok: false;
  code: Code;
  field?: string | null;
  retry_after_s?: number | null;
  by?: string | null;
}
/**
 * Who is signed in: reply of the sign-in routes and of GET /api/me, and the one shown.
 *
 * zone: the city's; every day and hour on its screens is of it.
 */
export interface SignedIn {
  ok: true;
  me: PersonCard;
  city: string;
  zone?: 'WIB' | 'WITA' | 'WIT';
}

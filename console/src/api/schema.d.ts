/* Made by `npm run types` from the server's OpenAPI document; not to be edited. */
export interface paths {
    "/api/backups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Back the server up, or check a backup
         * @description All workspaces, users and keys, into the server's backup directory, while everything goes on; what is there already is not copied again.  Afterwards every byte of the backup is read back.  For owners of everything.
         */
        post: operations["startBackup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/currencies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Currencies
         * @description Those with a name here; a workspace takes any code of ISO 4217.
         */
        get: operations["listCurrencies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document to read */
        get: operations["docs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/docs/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Style and script of the documentation page */
        get: operations["docsFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with e-mail and password
         * @description Sets the cookie shoal_session.  After several failures each further try must wait: 429 with Retry-After.
         */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/login/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with a login link
         * @description A link works once and for 15 minutes.
         */
        post: operations["loginWithLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign out */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is asking, and which workspaces there are */
        get: operations["me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change one's name or language */
        patch: operations["updateMe"];
        trace?: never;
    };
    "/api/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set one's password
         * @description Ends all other sessions and all login links.
         */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where one is signed in */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of one's sessions */
        delete: operations["revokeSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document
         * @description In the language of `lang` or Accept-Language.
         */
        get: operations["openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The visit: brand, pages, what may be done
         * @description These routes take a visit's token as `Authorization: Bearer vst_…` and reach its person only; at most 120 requests a minute, 20 of them changes.
         */
        get: operations["visit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visit/badges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My badges */
        get: operations["visitBadges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visit/check-ins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My check-ins */
        get: operations["visitCheckIns"];
        put?: never;
        /**
         * Check in today
         * @description Needs an Idempotency-Key: the same request with it gives the first answer again.
         */
        post: operations["visitCheckIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visit/coupons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My coupons */
        get: operations["visitCoupons"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visit/coupons/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Claim a coupon
         * @description Needs an Idempotency-Key: the same request with it gives the first answer again.
         */
        post: operations["visitClaim"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visit/coupons/open": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Coupons I can claim */
        get: operations["visitOffers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visit/draws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Draws I may take part in, and what I won */
        get: operations["visitDraws"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visit/draws/{slug}/turns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Draw
         * @description Needs an Idempotency-Key: the same request with it gives the first answer again.
         */
        post: operations["visitDraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visit/leaderboards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Leaderboards and my places */
        get: operations["visitBoards"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visit/leaderboards/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A leaderboard: the first places, mine, and who stands near */
        get: operations["visitBoard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visit/mall": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The points mall
         * @description Items that are for me, with my price, how many I may have, and why not.
         */
        get: operations["visitMall"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visit/mall/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One item of the mall */
        get: operations["visitMallItem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visit/mall/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My orders in the mall */
        get: operations["visitMallOrders"];
        put?: never;
        /**
         * Order in the mall
         * @description Needs an Idempotency-Key, which is kept for ever: the same request with it changes nothing and answers with the order as it is now, another one is refused.
         */
        post: operations["visitMallPlace"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visit/mall/orders/{n}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel an order that is not paid
         * @description Needs an Idempotency-Key, which is kept for ever: the same request with it changes nothing and answers with the order as it is now, another one is refused.
         */
        post: operations["visitMallCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visit/mall/orders/{n}/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The codes of my order */
        get: operations["visitMallCodes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visit/memberships": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My memberships */
        get: operations["visitCards"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visit/memberships/{slug}/join": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Join a programme
         * @description Needs an Idempotency-Key: the same request with it gives the first answer again.
         */
        post: operations["visitJoin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visit/points": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My balances */
        get: operations["visitPoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visit/points/{currency}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My history */
        get: operations["visitHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visit/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My tasks */
        get: operations["visitTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/visit/tasks/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Claim what a task gives
         * @description Needs an Idempotency-Key: the same request with it gives the first answer again.
         */
        post: operations["visitTaskClaim"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One workspace */
        get: operations["getWorkspace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a workspace's settings
         * @description Another zone counts days anew; another currency only names amounts anew.
         */
        patch: operations["updateWorkspace"];
        trace?: never;
    };
    "/api/w/{workspace}/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who did what
         * @description Newest first.  A page may be short, even empty, and still have a `next`: at most 5,000 entries are looked through for one page.
         */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/care": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How safe the data is
         * @description Whether events are taken and synced, what lies on the disk, how long repeated messages are recognised, which backups there are.
         */
        get: operations["getCare"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/care/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look for damage
         * @description Reads every byte of the workspace beside everybody and checks every checksum and invariant; nothing is changed.  The job's result has the findings; who is affected stands in its file findings.json.
         */
        post: operations["startVerify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/catalogue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The catalogue */
        get: operations["getCatalogue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/catalogue/brands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Brands
         * @description The 500 with the most items.
         */
        get: operations["getBrands"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/catalogue/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tree of categories */
        get: operations["getCategories"];
        /**
         * Make the tree this
         * @description Categories that are not given leave the tree; items that name them stay.
         */
        put: operations["putCategories"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/catalogue/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Items
         * @description By id; those that fit every parameter given.
         */
        get: operations["listItems"];
        put?: never;
        /**
         * Add or change many items
         * @description At most 1,000 at once.  Properties that are not given stay.  All or none; repeating it changes nothing.
         */
        post: operations["changeItems"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/catalogue/items/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One item */
        get: operations["getItem"];
        /**
         * Make an item this
         * @description What is not given is taken away.
         */
        put: operations["putItem"];
        post?: never;
        /**
         * Remove an item
         * @description Events that name it stay; they show its id again.
         */
        delete: operations["deleteItem"];
        options?: never;
        head?: never;
        /**
         * Change an item
         * @description What is not given stays; null takes a value away.
         */
        patch: operations["patchItem"];
        trace?: never;
    };
    "/api/w/{workspace}/catalogue/items/lookup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Items by their ids
         * @description At most 100; unknown ones are left out.
         */
        post: operations["lookUpItems"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/classifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All classifications */
        get: operations["listClassifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/classifications/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One classification */
        get: operations["getClassification"];
        /**
         * Make or change a classification
         * @description A change makes a new version; an unchanged document makes none.  If-Match with the ETag keeps you from overwriting what somebody else saved meanwhile.  201 when it is new.
         */
        put: operations["putClassification"];
        post?: never;
        /**
         * Archive a classification
         * @description Refused while something refers to it.
         */
        delete: operations["archiveClassification"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/classifications/{slug}/daily": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** People by class, day by day */
        get: operations["classificationDaily"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/classifications/{slug}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What changed between two versions */
        get: operations["diffClassification"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/classifications/{slug}/flow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who went where between two days */
        get: operations["classificationFlow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/classifications/{slug}/flow/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The people of one move
         * @description Identities and names are masked for viewers and keys without the scope people.  A class left out means any.
         */
        get: operations["flowPeople"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/classifications/{slug}/values": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** People, money and thresholds by class */
        get: operations["classificationValues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/classifications/{slug}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Versions of a classification */
        get: operations["classificationVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/classifications/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Who would move
         * @description Evaluates a proposed document beside the one in force.  Nothing is saved.
         */
        post: operations["previewClassification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/collect/dead": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Dead letters */
        get: operations["listDeadLetters"];
        put?: never;
        post?: never;
        /**
         * Discard dead letters
         * @description All that the filters let through; without any, all there are.
         */
        delete: operations["discardDeadLetters"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/collect/dead/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A dead letter with its text */
        get: operations["getDeadLetter"];
        put?: never;
        post?: never;
        /** Discard a dead letter */
        delete: operations["discardDeadLetter"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/collect/dead/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a dead letter again
         * @description As if it came when it did, with another text if one is given.  The answer of a letter that fails again is its problem; it stays.
         */
        post: operations["replayDeadLetter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/collect/dead/reasons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why there are dead letters
         * @description Counted by the code of the problem, each with its newest letter.
         */
        get: operations["listDeadReasons"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/collect/dead/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send dead letters again
         * @description The newest 200 that the filters let through; `next` goes on with older ones.
         */
        post: operations["replayDeadLetters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/collect/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Write keys */
        get: operations["listWriteKeys"];
        put?: never;
        /**
         * Make a write key
         * @description A browser key stands in pages and apps and is public; a server key is a secret and shown this once.
         */
        post: operations["createWriteKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/collect/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a write key
         * @description It stops working with the next request.
         */
        delete: operations["revokeWriteKey"];
        options?: never;
        head?: never;
        /** Change a write key */
        patch: operations["updateWriteKey"];
        trace?: never;
    };
    "/api/w/{workspace}/collect/keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a write key another secret
         * @description The secrets of now go on for the overlap, so that nothing is lost while pages and servers are changed; 0 days ends them at once.
         */
        post: operations["rotateWriteKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/collect/keys/names": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Names of write keys
         * @description For those who see the ids of keys in the live view and on dead letters; revoked ones too.
         */
        get: operations["listWriteKeyNames"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/collect/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What clients send, as it comes in
         * @description Server-sent events: `hello` at once, then a `message` for each of the last 200 and for each new one: {n, at, key, protocol, path, outcome, event, library, ids, text, cut, rows, warnings, problem}, and a `pulse` every second: {at, taken, rejected, refused}, which are totals of the workspace since it was opened.  `text` is what was sent, `rows` what it became; `outcome` is `taken`, `rejected` (a dead letter) or `refused` (the request was turned away as a whole, its text is not kept).  At most 20 a second of a key, and as many that were not taken; `n` counts those that are shown.  Masked for those who must not see personal data.
         */
        get: operations["collectLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/coupons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Coupons of a kind */
        get: operations["listCoupons"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/coupons/{coupon}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One coupon
         * @description By id or code.
         */
        get: operations["getCoupon"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/coupons/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Batches of a kind
         * @description What was issued to segments, and pools of codes.
         */
        get: operations["listCouponBatches"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/coupons/counts/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a kind has given */
        get: operations["couponCounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/coupons/kinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Kinds of coupons and what they have given
         * @description What each is in a sentence, whether it is given now, and its counts as of the last commit.
         */
        get: operations["listCouponKinds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/coupons/kinds/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One kind of coupons */
        get: operations["getCouponKind"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/coupons/pools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a pool of codes
         * @description A job: new codes, or those of an uploaded file.  The pool is known by `batch` of the job's result.
         */
        post: operations["makeCouponPool"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/coupons/pools/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Export the codes of a pool
         * @description A job with a CSV file.  Once: a second export is refused.
         */
        post: operations["exportCouponPool"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/coupons/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read a kind of coupons without keeping it
         * @description As a document or as YAML: what it says in a sentence, and why it would be refused.  Nothing is stored.
         */
        post: operations["previewCoupon"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/coupons/quote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a cart with kinds of coupons
         * @description The combination with which the customer pays least, and why every other coupon is not in it.  Nothing is stored.
         */
        post: operations["quoteKinds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/coupons/redeem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Redeem coupons in an order
         * @description All or none; reserved ones keep the limits and validity of their reservation.  Points that the order has reserved are spent with it; `points` brings them without a reservation.  Needs an Idempotency-Key, which is kept for ever: the same request with it gives the first answer again, another one is refused.
         */
        post: operations["redeemCoupons"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/coupons/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Release reserved coupons
         * @description Of a whole order its points too.  Needs an Idempotency-Key, which is kept for ever: the same request with it gives the first answer again, another one is refused.
         */
        post: operations["releaseCoupons"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/coupons/reserve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reserve coupons for an order
         * @description All or none.  The reservation ends by itself.  Reserving again for the same order replaces what was reserved.  With `points` the order pays with points too: they are frozen until it is redeemed, released, or the reservation is over.  Needs an Idempotency-Key, which is kept for ever: the same request with it gives the first answer again, another one is refused.
         */
        post: operations["reserveCoupons"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/coupons/reverse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give back coupons of a refunded order
         * @description What becomes of them is said by `on_refund` of the version they were issued with: back, back for some days at least, or they stay used.  Of a whole order all points that are left are given back too.  Needs an Idempotency-Key, which is kept for ever: the same request with it gives the first answer again, another one is refused.
         */
        post: operations["reverseCoupons"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/coupons/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke coupons
         * @description Issued or reserved ones, for good.  Needs an Idempotency-Key, which is kept for ever: the same request with it gives the first answer again, another one is refused.
         */
        post: operations["revokeCoupons"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/coupons/segment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Issue a coupon to a segment
         * @description A job.  The list of people is taken first and kept; each gets one, also when the job is interrupted.  The share `holdout` of the kind gets none and is written down.
         */
        post: operations["issueToSegment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/data/attributes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All attributes */
        get: operations["listAttributes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/data/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All events */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/data/events/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One event */
        get: operations["getEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/data/freshness": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How fresh the data is */
        get: operations["freshness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/data/plan-draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A tracking plan made from what was observed
         * @description Nothing is saved: save it as a document of kind tracking_plan.
         */
        get: operations["draftPlan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/data/plan-preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a tracking plan would have found
         * @description Judges the rows that are stored of the last days, beside the other active plans. Messages that were refused then are not stored, and not among them.  Errors of the document have their field as place: events/order_completed/properties/amount.
         */
        post: operations["previewPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/demo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Fill an empty workspace with a simulated brand */
        post: operations["loadDemo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/draws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Prize draws */
        get: operations["listDraws"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/draws/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One draw: odds and figures
         * @description Odds are exact, and of the version asked for.  The commitment stands before the first draw; the seed is null until the draw is over.
         */
        get: operations["getDraw"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/draws/{slug}/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Audit list of a draw
         * @description `head` and `items`, a line each, are the file that `shoal draw verify` checks; anybody can recompute it (docs/DRAWS.md).
         */
        get: operations["getDrawAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/draws/{slug}/people/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A person in a draw
         * @description Of all identities of the person.
         */
        get: operations["getDrawPerson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/draws/{slug}/people/{id}/turns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Draw
         * @description Price, stock, limits and budget in one step: all of it or nothing.  Needs an Idempotency-Key, which is kept for ever: the same request with it gives the first answer again, another one is refused.
         */
        post: operations["drawPrize"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/draws/{slug}/wins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who won */
        get: operations["listDrawWins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/draws/{slug}/wins/{n}/hand": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Note that a thing was handed over
         * @description {n}: `seq` of the win.
         */
        post: operations["handOverWin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/earn-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What earn rules gave
         * @description Every rule that was ever in force.  Amounts are decimals of its currency.
         */
        get: operations["listEarnRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/earn-rules/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a rule would have granted
         * @description Over the events of the last days that are in the newest 5,000,000 rows of the log, with caps and refunds, other rules left out.  Nothing is changed.
         */
        post: operations["previewEarnRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/earn-rules/why": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Why an event or an order earned what it did
         * @description The rules that matched, with numbers and caps; at most 200.  By `lsn` also what every other rule says of the event.
         */
        get: operations["whyEarned"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Export people or events
         * @description The job's file is CSV in UTF-8 with a byte order mark, or NDJSON.  In CSV a cell that a spreadsheet would run as a formula (it begins with = + - @, a tab or a carriage return, and is not a plain number) gets an apostrophe before it.  Identifiers and attributes that tell who somebody is are masked for keys without the scope people.
         */
        post: operations["startExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/identity/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Identity rules in force
         * @description Change them with PUT resources/identity_rules/identity; they count for events that come afterwards.
         */
        get: operations["identityRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/identity/watch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Identities to look after
         * @description Identities that are blocked, people who are frozen, by hand or by the rules, and devices of several people.
         */
        get: operations["identityWatch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Imports so far */
        get: operations["listImports"];
        put?: never;
        /**
         * Import an upload
         * @description Every row ends as imported, duplicate or rejected.  Rows are recognised by source and content (or the mapping's id column): importing again adds nothing twice.
         */
        post: operations["startImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/imports/{id}/rejects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rejected rows of an import
         * @description As long as the file of rejects is kept: 7 days for imports over HTTP.
         */
        get: operations["importRejects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List jobs
         * @description Jobs are kept for 7 days after they end.
         */
        get: operations["listJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One job */
        get: operations["getJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a job
         * @description A waiting job ends at once; a running one at its next step, usually within a second. What an import has imported stays; importing the file again adds only the rest.  Everybody may cancel their own jobs; those of others need the role operator.
         */
        post: operations["cancelJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/jobs/{id}/files/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a file of a job
         * @description Exports need the role operator (scope export) or that the job is one's own.
         */
        get: operations["jobFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/jobs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a failed or canceled job again
         * @description A new job with the same parameters.  An import goes on where it ended; no row is imported twice.  Needs what starting that kind of job needs.
         */
        post: operations["retryJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** API keys of the workspace */
        get: operations["listKeys"];
        put?: never;
        /**
         * Make an API key
         * @description The secret is shown this once; only a hash of it is kept.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description It stops working with the next request.
         */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/leaderboards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Leaderboards */
        get: operations["listLeaderboards"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/leaderboards/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One leaderboard */
        get: operations["getLeaderboard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/leaderboards/{slug}/among": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A few people among themselves
         * @description Friends, a team, the staff of a shop: where they stand beside each other, with ties as the board has them.  Nothing is stored.
         */
        post: operations["getStandingsAmong"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/leaderboards/{slug}/people/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One person's place
         * @description With neighbours and what is missing to the next better score.
         */
        get: operations["getStanding"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/leaderboards/{slug}/periods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Periods with final standings */
        get: operations["listLeaderboardPeriods"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/leaderboards/{slug}/standings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Standings of a period
         * @description Live while the period runs: a second or two behind the events.  `as_of` and `lsn` say what is in it.  Final standings never change.
         */
        get: operations["getStandings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/leaderboards/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a document would list
         * @description The first ten, and how many would be listed.  Nothing is stored.
         */
        post: operations["previewLeaderboard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/ledger/proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Proposed adjustments */
        get: operations["listProposals"];
        put?: never;
        /**
         * Propose an adjustment
         * @description It is made when another person approves it, under its own key.  Needs an Idempotency-Key, which is kept for ever: the same request with it gives the first answer again, another one is refused.
         */
        post: operations["proposeAdjustment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/ledger/proposals/{n}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve a proposed adjustment
         * @description Not one's own, nor what one proposed with an API key.
         */
        post: operations["approveProposal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/ledger/proposals/{n}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reject a proposed adjustment */
        post: operations["rejectProposal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/ledger/totals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Totals of the ledger */
        get: operations["ledgerTotals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/ledger/transactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Transactions of everybody
         * @description Newest first.  Each filter has an index; of several at once (an actor and a kind, a reason and a currency) 200,000 transactions are looked at for an answer, which may have fewer than asked for, and `next` goes on from there.
         */
        get: operations["listTransactions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/ledger/transactions/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One transaction */
        get: operations["getTransaction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/ledger/transactions/{n}/clawback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take back a grant, or part of it
         * @description What was spent of it is taken as `clawback` of the currency says.  Needs an Idempotency-Key, which is kept for ever: the same request with it gives the first answer again, another one is refused.
         */
        post: operations["clawBackTransaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/ledger/transactions/{n}/refund": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give back a spend, or part of it
         * @description Needs an Idempotency-Key, which is kept for ever: the same request with it gives the first answer again, another one is refused.
         */
        post: operations["refundTransaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/ledger/transactions/{n}/reverse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo what is left of a transaction
         * @description Of a spend, earn, grant or adjustment.  Needs an Idempotency-Key, which is kept for ever: the same request with it gives the first answer again, another one is refused.
         */
        post: operations["reverseTransaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/ledger/transactions/{n}/unfreeze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unfreeze what was frozen
         * @description Needs an Idempotency-Key, which is kept for ever: the same request with it gives the first answer again, another one is refused.
         */
        post: operations["unfreezeTransaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What changes, as it changes
         * @description Server-sent events: `hello` {lsn, revision, at} at once, `fresh` {lsn, revision, at} when rows or resources came, `segments` {at, lsn, segments: [{slug, people, entered, exited}]} when people entered or left, `job` with a Job when one moves (at most two a second each).  The stream ends when the session, key or grant does.  One connection for this and what clients send: collect/live with `changes`.
         */
        get: operations["live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/mall/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Items of the points mall */
        get: operations["listMallItems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/mall/items/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One item, with what is left */
        get: operations["getMallItem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/mall/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Orders of the mall
         * @description Contacts are null for those who see people masked.
         */
        get: operations["listMallOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/mall/orders/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One order, and what was done to it */
        get: operations["getMallOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/mall/orders/{n}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel an order
         * @description Before it is sent or handed over.  The points go back to the lots they came from; money is the shop's to give back.  Needs an Idempotency-Key, which is kept for ever: the same request with it changes nothing and answers with the order as it is now, another one is refused.
         */
        post: operations["cancelMallOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/mall/orders/{n}/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show the codes of an order
         * @description Of an order that is done, to be shown to its person and to nobody else.  Every call is in the audit trail.
         */
        post: operations["showMallCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/mall/orders/{n}/done": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An order is done
         * @description Needs an Idempotency-Key, which is kept for ever: the same request with it changes nothing and answers with the order as it is now, another one is refused.
         */
        post: operations["finishMallOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/mall/orders/{n}/pay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The money of an order was paid
         * @description The amount must be the order's.  Needs an Idempotency-Key, which is kept for ever: the same request with it changes nothing and answers with the order as it is now, another one is refused.
         */
        post: operations["payMallOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/mall/orders/{n}/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An order can be picked up
         * @description Needs an Idempotency-Key, which is kept for ever: the same request with it changes nothing and answers with the order as it is now, another one is refused.
         */
        post: operations["readyMallOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/mall/orders/{n}/restock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sell again what came back
         * @description Of an order whose pieces were kept off the shelf.  Codes that its person has seen may be used already.  Needs an Idempotency-Key, which is kept for ever: the same request with it changes nothing and answers with the order as it is now, another one is refused.
         */
        post: operations["restockMallOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/mall/orders/{n}/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An order came back
         * @description After it was sent or handed over; what was handed over at once (coupons, points) is not returned.  The points go back to the lots they came from; money is the shop's to give back.  Needs an Idempotency-Key, which is kept for ever: the same request with it changes nothing and answers with the order as it is now, another one is refused.
         */
        post: operations["returnMallOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/mall/orders/{n}/ship": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An order was sent
         * @description Again: corrects carrier and number.  Needs an Idempotency-Key, which is kept for ever: the same request with it changes nothing and answers with the order as it is now, another one is refused.
         */
        post: operations["shipMallOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/mall/orders/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The same done to many orders
         * @description A job: each order once, also when it is interrupted; one that is refused stops none, and is in `rejects.csv`.  Cancellations give the points back.
         */
        post: operations["bulkMallOrders"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/mall/orders/bulk/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What doing it to many orders would mean */
        post: operations["previewMallBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/mall/orders/ship": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Many orders were sent
         * @description Each by itself: one that is refused stops none.  Needs an Idempotency-Key, which is kept for ever: the same request with it changes nothing and answers with the order as it is now, another one is refused.
         */
        post: operations["shipMallOrders"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/mall/people/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The mall for a person
         * @description Every item on sale with this person's price, how many they may have, and why not.
         */
        get: operations["mallOffers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/mall/people/{id}/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Order for a person
         * @description Price, stock, limits, budget and points in one step: all of it or nothing.  What costs money too waits for it (`payMallOrder`) with its points taken and its stock held; not paid in time, both are given back.  Needs an Idempotency-Key, which is kept for ever: the same request with it changes nothing and answers with the order as it is now, another one is refused.
         */
        post: operations["placeMallOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/mall/pools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Pools of codes */
        get: operations["listMallPools"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/mall/pools/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A pool of codes, and its imports */
        get: operations["getMallPool"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/mall/pools/{slug}/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add codes to a pool
         * @description The pool is made by its first import.  A code is in the workspace once: those that are there already are refused, line by line.  Needs an Idempotency-Key, which is kept for ever: the same request with it changes nothing and answers with the order as it is now, another one is refused.
         */
        post: operations["addMallCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/mall/pools/{slug}/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import a file of codes into a pool
         * @description A job, of at most 1,000,000 lines; refused ones are in `rejects.csv`, by line.
         */
        post: operations["importMallCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/mall/pools/{slug}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take free codes out of a pool
         * @description For good: of one import, or all.
         */
        post: operations["withdrawMallCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/mall/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the mall sold
         * @description Of orders made on these days: those given back since are in `back` alone.
         */
        get: operations["mallReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The brand on one page
         * @description Orders, money and people of a period beside a comparable one, where people stand now, and what changed.  When the last day is not over, the compared span ends the same time after the start of its own last day, so that both are equally long.
         */
        get: operations["getOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find people
         * @description First whose identity equals q; then whose identities begin with it (case-blind), then whose name equals it.  Prefixes are looked for during 0.15 s at most, and not for those who see identities masked.
         */
        get: operations["searchPeople"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/people/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One person
         * @description By any identity, or ~ and the subject number.  Classes are told at the ends of the last 12 months and now.
         */
        get: operations["getPerson"];
        put?: never;
        post?: never;
        /**
         * Erase a person
         * @description Cannot be undone.  The person and all their events are gone from every answer at once, and from the files of the workspace within minutes; backups forget them as they age.  The same identity met again is somebody new.
         */
        delete: operations["erasePerson"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/people/{id}/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A person's balances
         * @description Of all identities of the person; exact as of the last commit.
         */
        get: operations["personAccounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/people/{id}/accounts/{currency}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One account: lots and history */
        get: operations["personAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/people/{id}/attributes/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Values of an attribute over time */
        get: operations["attributeHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/people/{id}/badges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A person's badges */
        get: operations["personBadges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/people/{id}/block": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Block an identity, or unblock it
         * @description {id} is one identity, best as ~ and its subject.  Blocked it counts for nothing in events to come; nothing is taken apart.
         */
        post: operations["blockIdentity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/people/{id}/check-ins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A person's check-ins */
        get: operations["personCheckIns"];
        put?: never;
        /**
         * Check a person in today
         * @description Once a day of the workspace's zone.  Needs an Idempotency-Key, which is kept for ever: the same request with it gives the first answer again, another one is refused.
         */
        post: operations["checkIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/people/{id}/coupons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A person's coupons
         * @description Of all identities of the person; exact as of the last commit.
         */
        get: operations["personCoupons"];
        put?: never;
        /**
         * Issue coupons to a person
         * @description Budget and limits of the kind hold, its audience does not: who issues decides.  {id} is any identity; type:value makes a person whom nobody knows yet.  Needs an Idempotency-Key, which is kept for ever: the same request with it gives the first answer again, another one is refused.
         */
        post: operations["issueCoupon"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/people/{id}/coupons/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Claim a coupon for a person
         * @description Of a kind that is open, or a code of a pool.  Wrong codes are braked: 10 of a person and 1,000 of a key in 15 minutes.  Needs an Idempotency-Key, which is kept for ever: the same request with it gives the first answer again, another one is refused.
         */
        post: operations["claimCoupon"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/people/{id}/coupons/quote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Price a cart with a person's coupons
         * @description The combination of the person's coupons with which they pay least, by what is left of budgets and limits now, and why every other coupon is not in it.  The newest 200 coupons are looked at.  Nothing is promised until it is reserved.
         */
        post: operations["quotePerson"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/people/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What somebody did */
        get: operations["personEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/people/{id}/freeze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Freeze a person, or unfreeze
         * @description Frozen, a person receives events and merges with nobody.
         */
        post: operations["freezePerson"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/people/{id}/identity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What somebody is known as, and why it is one person
         * @description Each move with its rule, time, message and the two identities that came together.  It is read from the log, so of what retention has taken only the fact is left.
         */
        get: operations["personIdentity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/people/{id}/memberships": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A person's memberships
         * @description Of every programme that is not archived, also those that the person left.
         */
        get: operations["personMemberships"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/people/{id}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Merge people
         * @description The people named become one with {id}: one history, all identities, of each attribute the survivor's value, the earliest, the sum or both lists.  Nothing is lost; it can be taken apart again.  Asking again changes nothing (`merged` is 0).  Two accounts, or more of another type than a person may have, need `force`: 409 merge_limit.
         */
        post: operations["mergePeople"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/people/{id}/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What somebody bought */
        get: operations["personOrders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/people/{id}/points": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post to a person's account
         * @description Earn, grant, spend, freeze, transfer or adjust.  {id} is any identity; to earn or to be granted, type:value makes a person whom nobody knows yet.  An adjustment needs the scope `write`; above `approval_above` of the currency it is refused: propose it.  Needs an Idempotency-Key, which is kept for ever: the same request with it gives the first answer again, another one is refused.
         */
        post: operations["postPoints"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/people/{id}/reach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What erasing a person would take
         * @description Nothing is changed.  Backups keep the person until they are pruned.
         */
        get: operations["personEraseReach"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/people/{id}/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A person's tasks
         * @description Those the person may see, with progress and what can be claimed; people held out see none of a task.
         */
        get: operations["personTasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/people/{id}/tasks/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Claim the rewards of a task
         * @description Everything of the task that can be claimed.  Needs an Idempotency-Key, which is kept for ever: the same request with it gives the first answer again, another one is refused.
         */
        post: operations["claimTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/people/{id}/unmerge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a person apart
         * @description The identities named, with the events that came with them, become a person of their own again; of a device also what was claimed on it.  A later message that shows both together may make them one again: freeze them to prevent it.
         */
        post: operations["unmergePeople"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/people/{id}/visit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a link to a customer's own pages
         * @description For a shop's back end, when its customer asks: whoever has the link sees this person's points, coupons and membership until it ends.  {id} is any identity; type:value makes a person whom nobody knows yet.
         */
        post: operations["makeVisit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/points/order": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Points of an order
         * @description What it has reserved, paid with and got back, line by line.
         */
        get: operations["orderPoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/points/order/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give back points of returned lines
         * @description Each line's own share, to the lots it came from; however it is divided, all returns together give back all.  A whole order: POST coupons/reverse.  Needs an Idempotency-Key, which is kept for ever: the same request with it gives the first answer again, another one is refused.
         */
        post: operations["returnOrderPoints"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/programmes/{slug}/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Members of each level */
        get: operations["countMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/programmes/{slug}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Members of a programme
         * @description By number.  People who became one have a line for each of their memberships.
         */
        get: operations["listMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/programmes/{slug}/members/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One member
         * @description {id}: any identity, or ~ and the subject number.  Level, progress, benefits with what is left of services, history, gifts, terms.
         */
        get: operations["getMember"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/programmes/{slug}/members/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a paid membership */
        post: operations["cancelMember"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/programmes/{slug}/members/{id}/join": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take somebody in
         * @description Who is a member stays one: `changed` is false.  With `type` an unknown {id} becomes a person.
         */
        post: operations["joinMember"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/programmes/{slug}/members/{id}/leave": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a membership */
        post: operations["leaveMember"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/programmes/{slug}/members/{id}/level": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a level by hand
         * @description It stays until `until`; then it becomes what is reached.
         */
        post: operations["setMemberLevel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/programmes/{slug}/members/{id}/refund": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refund a term
         * @description The last term ends now; `amount` is what its plan's rule gives back: full, or by_day = price × whole days left ÷ days of the term, rounded down.
         */
        post: operations["refundMember"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/programmes/{slug}/members/{id}/renew": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Renew
         * @description Another term at the end of the last, also in its days of grace and of a trial.
         */
        post: operations["renewMember"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/programmes/{slug}/members/{id}/subscribe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Subscribe to a plan
         * @description From now; while a term or trial runs, renew.  A trial is had once by a person.
         */
        post: operations["subscribeMember"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/programmes/{slug}/members/{id}/use": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Use a service
         * @description Checked and counted in one step: 409 quota_used when there is no room.
         */
        post: operations["useMemberService"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/promotions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Promotions and what they have sold */
        get: operations["listPromotions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/promotions/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One promotion with its items */
        get: operations["getPromotion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/promotions/{slug}/buyers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who bought at the promotional price */
        get: operations["listPromotionBuyers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/promotions/prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Prices of items for a person
         * @description For product pages: the price of one more, until when, how many are left, and how many this person may still buy.  Nothing is promised until it is reserved.
         */
        get: operations["promotionPrices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/questions/attribution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Which touches share in conversions
         * @description What every field means stands in docs/QUESTIONS.md.
         */
        post: operations["askAttribution"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/questions/attribution/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The people behind a number of an attribution
         * @description Pages as of listPeople.
         */
        post: operations["attributionPeople"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/questions/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * All that is wrong with an expression
         * @description The first error of each clause, with places; and what asking it would cost.
         */
        post: operations["checkExpression"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/questions/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Count people
         * @description An expression that cannot be understood is a 422 with its place.  With `clauses` every part of the condition is counted too, up to 64.
         */
        post: operations["countPeople"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/questions/difference": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Who came into a set and who left it between two moments
         * @description What every field means stands in docs/QUESTIONS.md.
         */
        post: operations["askDifference"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/questions/difference/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The people behind a number of a difference
         * @description Pages as of listPeople.
         */
        post: operations["differencePeople"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/questions/distribution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * How many people have how much
         * @description What every field means stands in docs/QUESTIONS.md.
         */
        post: operations["askDistribution"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/questions/distribution/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The people behind a number of a distribution
         * @description Pages as of listPeople.
         */
        post: operations["distributionPeople"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/questions/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Why somebody is or is not in a set */
        post: operations["explainPerson"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/questions/format": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Form to expression */
        post: operations["formatBuilder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/questions/funnel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * How far people get through a series of steps
         * @description What every field means stands in docs/QUESTIONS.md.
         */
        post: operations["askFunnel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/questions/funnel/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The people behind a number of a funnel
         * @description Pages as of listPeople.
         */
        post: operations["funnelPeople"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/questions/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a question in the background
         * @description For questions that take longer than a request may: the answer is the job's result.
         */
        post: operations["startQuestion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/questions/overlap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * How much sets of people overlap
         * @description What every field means stands in docs/QUESTIONS.md.
         */
        post: operations["askOverlap"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/questions/overlap/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The people behind a number of an overlap
         * @description Pages as of listPeople.
         */
        post: operations["overlapPeople"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/questions/parse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Expression to form
         * @description Conditions that the form cannot show become rows of kind code.
         */
        post: operations["parseExpression"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/questions/paths": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What people do after an event, before one, or between two
         * @description What every field means stands in docs/QUESTIONS.md.
         */
        post: operations["askPaths"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/questions/paths/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The people behind a number of paths
         * @description Pages as of listPeople.
         */
        post: operations["pathsPeople"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/questions/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * List people
         * @description The next page is asked with the same body and the cursor; as_of stays that of the first page.  People whom nothing changed meanwhile come exactly once, also while rows arrive.  Identities and names are masked for viewers and keys without the scope people.
         */
        post: operations["listPeople"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/questions/profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A set of people against another */
        post: operations["profilePeople"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/questions/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Who of those who started in a period comes back, and when
         * @description What every field means stands in docs/QUESTIONS.md.
         */
        post: operations["askRetention"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/questions/retention/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The people behind a number of a retention
         * @description Pages as of listPeople.
         */
        post: operations["retentionPeople"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/questions/sample": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Some people at random */
        post: operations["samplePeople"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/questions/saved/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a kept question
         * @description A resource of kind question; for another range, fewer people or another moment.
         */
        post: operations["askSaved"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/questions/trend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * How much happens, period by period
         * @description What every field means stands in docs/QUESTIONS.md.
         */
        post: operations["askTrend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/questions/trend/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The people behind a number of a trend
         * @description Pages as of listPeople.
         */
        post: operations["trendPeople"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/questions/vocabulary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What expressions can speak of */
        get: operations["vocabulary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All reports */
        get: operations["listReports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/reports/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One report as tables
         * @description The same numbers that `shoal report` prints.  A cell's type says how to show it.
         */
        get: operations["getReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/reports/coupon/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The effect of a kind of coupons
         * @description Day by day, and against the people from whom the kind was held out: incremental orders, revenue and profit with intervals, subsidy that went to natural buyers.
         */
        get: operations["getCouponEffect"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/reports/coupons/doses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Dose and response of coupons
         * @description Kinds of different face values side by side, each against its own holdout: incremental orders, revenue and profit a head with intervals, a rising fitted curve, the profit of one more unit of subsidy, the dose that pays most, and whether the doses may be compared with one another.
         */
        get: operations["getDosesEffect"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/reports/membership/{programme}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The effect of a membership programme
         * @description Orders per month of members and of others, the effect of joining by matched difference in differences, retention, joining by channel and source, fees and benefits.
         */
        get: operations["getMembershipEffect"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/reports/points/{currency}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The economy of a currency
         * @description What was issued, spent and expired, what is owed, its age and what will expire, and alarms; exact as of the last commit.  docs/EFFECTS.md has the formulas.
         */
        get: operations["getPointsEffect"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Resources that are not archived */
        get: operations["listResources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/resources/{kind}/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One resource and its document */
        get: operations["getDocument"];
        /**
         * Create or change a resource
         * @description If-Match with the ETag refuses to overwrite what somebody else changed; If-None-Match: * only creates.  201 when it is new.
         */
        put: operations["putDocument"];
        post?: never;
        /**
         * Archive a resource
         * @description 409 in_use while others refer to it.
         */
        delete: operations["archiveDocument"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/resources/{kind}/{slug}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restore an archived resource */
        post: operations["restoreDocument"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/resources/{kind}/{slug}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Versions of a resource */
        get: operations["documentVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/resources/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Apply documents
         * @description All of them are checked, references between them included; then all are written, or none.
         */
        post: operations["applyResources"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/resources/pull": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Resources as documents
         * @description What apply takes; applying it again changes nothing.  Without lists for those who must not see personal data.
         */
        get: operations["pullResources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set how long events are kept
         * @description What is too old is in no answer any more, at once, and out of the files within minutes; afterwards within 7 days of becoming too old.  It cannot be undone.  Orders and refunds follow only rules of their own; people stay.
         */
        put: operations["setRetention"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/retention/reach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What rules of retention would take
         * @description Nothing is changed.
         */
        post: operations["retentionReach"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/segments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List segments
         * @description Sizes are of the first 200 segments by slug; those of the others are null.
         */
        get: operations["listSegments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/segments/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One segment */
        get: operations["getSegment"];
        /**
         * Create or change a segment
         * @description If-Match with the ETag refuses to overwrite what somebody else changed; If-None-Match: * only creates.  201 when it is new.
         */
        put: operations["putSegment"];
        post?: never;
        /**
         * Archive a segment
         * @description 409 in_use while others refer to it.
         */
        delete: operations["archiveSegment"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/segments/{slug}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who entered and left
         * @description Causes: event (something the person did), time (a window passed), definition (the segment or what it refers to changed), identity (merged, taken apart, erased), late (events told more than an hour after their time), baseline (already in it at the first look).
         */
        get: operations["segmentChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/segments/{slug}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Two versions compared
         * @description Default: the newest against the one before.
         */
        get: operations["diffSegment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/segments/{slug}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who entered and left, day by day
         * @description As it was recorded then, by the definitions of then; never computed again.  Kept 400 days.
         */
        get: operations["segmentHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/segments/{slug}/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look at it now
         * @description For segments with update: manual or daily, at any time.
         */
        post: operations["lookAtSegment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/segments/{slug}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restore an archived segment */
        post: operations["restoreSegment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/segments/{slug}/trend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Size day by day
         * @description Computed now, by today's definition; what was recorded: history.
         */
        get: operations["segmentTrend"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/segments/{slug}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Versions of a segment */
        get: operations["segmentVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Counts of tasks, check-ins and badges */
        get: operations["taskCounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/tasks/{slug}/days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How often it was done, day by day
         * @description By the time of what happened, in the workspace's zone.
         */
        get: operations["taskDays"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/tasks/{slug}/rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who completed it, checked in, has it */
        get: operations["taskRows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/tasks/{slug}/streaks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many days in a row people have
         * @description Of those who checked in today or yesterday.
         */
        get: operations["checkInStreaks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload a file
         * @description The body is the file's bytes: CSV or NDJSON, plain, .gz or .zst.  It is kept for 24 hours, or until the import made of it is forgotten.
         */
        post: operations["upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/uploads/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove an upload */
        delete: operations["deleteUpload"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/uploads/{id}/inspect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a file seems to hold, and a guessed mapping */
        get: operations["inspectUpload"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/uploads/{id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * How a mapping understands a file
         * @description Nothing is imported.  The check reads the file to its end, or to 200,000 rows or 2 seconds.
         */
        post: operations["previewUpload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Users of the workspace */
        get: operations["listUsers"];
        put?: never;
        /**
         * Invite somebody
         * @description Who is known already gets the role; a new user gets a login link for a day, shown this once.
         */
        post: operations["inviteUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/users/{id}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a login link for somebody
         * @description Not for people of a higher role.  It works once, for a day.
         */
        post: operations["makeLoginLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/users/{id}/role": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Give or take a role
         * @description Nobody gives or takes a role above their own.
         */
        put: operations["setUserRole"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/visits/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change the key of visit links */
        post: operations["rotateVisits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Webhooks and how they do
         * @description Which there are say documents of the kind `webhook`.
         */
        get: operations["listWebhooks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/webhooks/{slug}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was delivered, and what is dead
         * @description The newest 1,000 that were delivered, and all that are dead.
         */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/webhooks/{slug}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send dead ones again */
        post: operations["replayDeliveries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/webhooks/{slug}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try now what waits */
        post: operations["resumeWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/webhooks/{slug}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A new secret
         * @description Nothing is sent without one.  It holds for the host that the webhook goes to now.
         */
        post: operations["newWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/w/{workspace}/webhooks/{slug}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a test */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workspaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The workspaces one may enter */
        get: operations["listWorkspaces"];
        put?: never;
        /**
         * Make a workspace
         * @description For owners of everything.  The preset classifications are installed.
         */
        post: operations["createWorkspace"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/zones": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Time zones */
        get: operations["listZones"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process answers */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/{brand}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The customer pages
         * @description What a visit's link opens; the token stands behind the # and is not sent here.
         */
        get: operations["customerPages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/{brand}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One customer page */
        get: operations["customerPage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figures for Prometheus
         * @description For requests from this machine that no proxy forwarded, for keys with the scope admin, and for owners of everything.
         */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether it may be sent requests
         * @description 503 while its database does not answer or a workspace cannot be written.
         */
        get: operations["ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Account: {
            /**
             * Format: decimal
             * @description What can be spent now; below zero: owed.
             */
            available: string;
            currency: string;
            /**
             * Format: date-time
             * @description When it does; null: nothing expires.
             */
            expires_at: string | null;
            /**
             * Format: decimal
             * @description The part that expires next.
             */
            expiring: string;
            /** Format: decimal */
            frozen: string;
            /** @description History, newest first. */
            items: components["schemas"]["LedgerEntry"][];
            /** @description In the order of spending; at most 500. */
            lots: components["schemas"]["Lot"][];
            next: string | null;
            /**
             * Format: decimal
             * @description Granted, and not spendable yet.
             */
            pending: string;
        };
        Accounts: {
            /** @description By currency. */
            items: components["schemas"]["Balance"][];
        };
        Apply: {
            /** @description YAML or JSON; several documents are separated by ---. */
            documents: string;
            /** @description Only say what would change. */
            dry?: boolean;
        };
        /** @description How a kept question is asked. */
        AskSaved: {
            /** Format: date-time */
            as_of?: string;
            /** @description In place of the question's own. */
            range?: unknown;
            /** @description Only people who also satisfy this. */
            who?: string;
        };
        /** @description Values of an attribute over time. */
        AttributeHistory: {
            /** @description Newest first, at most 500. */
            items: {
                /**
                 * Format: date-time
                 * @description null: since ever.
                 */
                time: string | null;
                /** @description null: taken away. */
                value: components["schemas"]["Scalar"] | null;
            }[];
        };
        /** @description An attribute of people. */
        AttributeInfo: {
            coverage: number;
            max: string | null;
            /** Format: decimal */
            mean: string | null;
            min: string | null;
            name: string;
            /** Format: int64 */
            people: number;
            title: components["schemas"]["Title"];
            top: {
                expression: string;
                /** Format: int64 */
                people: number;
                value: string;
            }[];
            types: ("number" | "text" | "time" | "bool")[];
            /**
             * Format: date-time
             * @description Latest change that has a time.
             */
            updated_at: string | null;
        };
        /** @description All attributes. */
        AttributeList: {
            items: components["schemas"]["AttributeInfo"][];
        };
        /** @description Which touches share in conversions. */
        Attribution: {
            all: components["schemas"]["AttributionTotal"];
            /** Format: date-time */
            as_of: string;
            /** @description Most conversions touched first; the rest, then none, last. */
            channels: components["schemas"]["AttributionChannel"][];
            lags: components["schemas"]["TimeLag"][];
            lengths: components["schemas"]["PathLength"][];
            /** Format: int64 */
            lsn: number;
            models: ("first" | "last" | "last_non_direct" | "linear" | "position" | "time_decay" | "markov" | "shapley")[];
            /** @description Median time from the first touch. */
            seconds: number | null;
        };
        /** @description What tells channels apart. */
        AttributionBy: {
            /** @description Of the touches, or of their items (item.brand). */
            property: string;
        };
        /** @description One number of an attribution. */
        AttributionCell: {
            /** @description Label of a channel; null: without a value. */
            group?: string | null;
            /**
             * Format: int64
             * @description Of conversions in this one of `lags`, from 1.
             */
            lag?: number;
            /**
             * Format: int64
             * @description Of conversions with so many touches; 11: or more.
             */
            length?: number;
            /**
             * @description Default the first asked.
             * @enum {string}
             */
            model?: "first" | "last" | "last_non_direct" | "linear" | "position" | "time_decay" | "markov" | "shapley";
            /** @description Conversions without a touch. */
            none?: boolean;
            /** @description Of the rest. */
            other?: boolean;
            /**
             * @description Default credit: who is behind what a model gives.
             * @enum {string}
             */
            what?: "credit" | "touched" | "assisted" | "touches";
        };
        /** @description A channel. */
        AttributionChannel: {
            /**
             * Format: int64
             * @description … whose last touch is another's.
             */
            assisted: number;
            /**
             * @description none: conversions without a touch.
             * @enum {string}
             */
            kind: "value" | "other" | "none";
            /** @description null: other, none, or touches without a value. */
            label: string | null;
            /** @description In the order asked. */
            models: components["schemas"]["AttributionCredit"][];
            /** @description Of the item or category that the label is the id of. */
            name?: string;
            /**
             * Format: int64
             * @description Whose they are.
             */
            people: number;
            /**
             * Format: int64
             * @description Conversions with a touch of it.
             */
            touched: number;
            /**
             * Format: int64
             * @description In the range.
             */
            touches: number;
        };
        /** @description What a model gives. */
        AttributionCredit: {
            /**
             * Format: decimal
             * @description All channels' are exactly the total.
             */
            conversions: string;
            /** @description Of all value. */
            share: number;
            /** Format: decimal */
            value: string;
        };
        /** @description Who is behind a number? */
        AttributionPeopleQuestion: {
            /** Format: date-time */
            as_of?: string;
            cell: components["schemas"]["AttributionCell"];
            /** @description As of listPeople. */
            columns?: string[];
            /** @description From `next` of the page before. */
            cursor?: string;
            /** @description The pages become a file: an entry in the audit trail. */
            export?: boolean;
            /** Format: int64 */
            limit?: number;
            question: components["schemas"]["AttributionQuestion"];
        };
        /** @description Which touches share in conversions? */
        AttributionQuestion: {
            /** Format: date-time */
            as_of?: string;
            by: components["schemas"]["AttributionBy"];
            /** @description Events that are conversions. */
            conversion: string;
            /**
             * @description All conversions, or each person's first.
             * @enum {string}
             */
            count?: "all" | "first";
            /** @description Labels (null: without a value) that last_non_direct passes over. */
            direct?: unknown[];
            /** @description Of time_decay; default 7 days. */
            half_life?: string;
            /** @enum {string} */
            kind?: "attribution";
            /** @description One or several; default last. */
            model?: ("first" | "last" | "last_non_direct" | "linear" | "position" | "time_decay" | "markov" | "shapley") | ("first" | "last" | "last_non_direct" | "linear" | "position" | "time_decay" | "markov" | "shapley")[];
            /** @description Of conversions; default all time. */
            range?: string | components["schemas"]["QuestionRange"];
            /**
             * Format: int64
             * @description Channels told apart; default 20.
             */
            top?: number;
            /** @description Events that are touches. */
            touch: string;
            /** @description Default count: each is worth one. */
            value?: "count" | components["schemas"]["AttributionSum"];
            weights?: components["schemas"]["PositionWeights"];
            /** @description Only these people. */
            who?: string;
            /** @description How long before a conversion a touch counts; default 30 days. */
            within?: string;
        };
        /** @description What conversions are worth. */
        AttributionSum: {
            /** @description A property of the conversion. */
            sum: string;
        };
        /** @description All conversions. */
        AttributionTotal: {
            /** Format: int64 */
            conversions: number;
            /** Format: int64 */
            people: number;
            /**
             * Format: int64
             * @description Conversions with a touch.
             */
            touched: number;
            /** Format: decimal */
            value: string;
        };
        /** @description Something somebody did. */
        AuditEntry: {
            action: string;
            /** @description E-mail, title of the key, or the author of a change. */
            actor: string;
            /** @enum {string} */
            actor_kind: "user" | "key" | "cli" | "system";
            /** @description Of the client; empty if unknown. */
            address: string;
            /** Format: date-time */
            at: string;
            detail: unknown;
            /** Format: int64 */
            id: number;
            /** @description For example segment/vip. */
            object: string;
            workspace: string;
        };
        Backup: {
            /**
             * Format: date-time
             * @description Null: its list cannot be read.
             */
            at: string | null;
            /**
             * Format: int64
             * @description Of this workspace.
             */
            bytes: number;
            /**
             * Format: date-time
             * @description When every byte was last read back.
             */
            checked_at: string | null;
            /**
             * Format: int64
             * @description Files missing or damaged then.
             */
            damaged: number;
            /** @description secrets.key is in it, encrypted with a passphrase. */
            has_key: boolean;
            /**
             * Format: int64
             * @description This workspace up to here; null: it is not in it.
             */
            lsn: number | null;
            /** @description For `shoal restore --backup`. */
            name: string;
        };
        BackupRequest: {
            /** @description Only read this backup again. */
            check?: string;
            /** @description Whose list of jobs shows it. */
            shown_in: string;
        };
        Backups: {
            /** @description The server has a backup directory (--backup-dir). */
            configured: boolean;
            /** @description HH:MM, in the zone of the first workspace. */
            daily_at: string | null;
            /** @description For who may start backups. */
            directory: string | null;
            /** @description Newest first. */
            items: components["schemas"]["Backup"][];
            /**
             * Format: int64
             * @description The newest so many are kept; 0 = all.
             */
            keep: number;
            /** @description Whether you may. */
            may_start: boolean;
            /** @description Why they cannot be listed. */
            problem: components["schemas"]["Trouble"] | null;
        };
        /** @description What a person has of a currency. */
        Balance: {
            /**
             * Format: decimal
             * @description What can be spent now; below zero: owed.
             */
            available: string;
            currency: string;
            /**
             * Format: date-time
             * @description When it does; null: nothing expires.
             */
            expires_at: string | null;
            /**
             * Format: decimal
             * @description The part that expires next.
             */
            expiring: string;
            /** Format: decimal */
            frozen: string;
            /**
             * Format: decimal
             * @description Granted, and not spendable yet.
             */
            pending: string;
        };
        /** @description Brands. */
        Brands: {
            items: {
                /** Format: int64 */
                items: number;
                name: string;
            }[];
        };
        /** @description An expression as a form. */
        Builder: components["schemas"]["BuilderGroup"] | components["schemas"]["BuilderDid"] | components["schemas"]["BuilderAggregate"] | components["schemas"]["BuilderAttribute"] | components["schemas"]["BuilderSince"] | components["schemas"]["BuilderClass"] | components["schemas"]["BuilderSegment"] | components["schemas"]["BuilderCode"] | components["schemas"]["BuilderValue"] | components["schemas"]["BuilderCompare"] | components["schemas"]["BuilderSequence"] | components["schemas"]["BuilderAnniversary"] | components["schemas"]["BuilderList"] | components["schemas"]["BuilderFact"] | components["schemas"]["BuilderMember"];
        /** @description A sum or other number of events. */
        BuilderAggregate: {
            events: string[];
            /** @enum {string} */
            fn: "sum" | "avg" | "min" | "max" | "distinct" | "gap" | "streak" | "streak_now";
            /** @enum {string} */
            kind: "aggregate";
            /** @enum {string} */
            op: "=" | "!=" | "<" | "<=" | ">" | ">=" | "between";
            /** @description Not of gap, streak, streak_now. */
            prop?: string;
            value: string;
            value2?: string;
            where: components["schemas"]["BuilderFilter"][];
            window: components["schemas"]["BuilderWindow"];
        };
        /** @description A yearly return of a day. */
        BuilderAnniversary: {
            /** @enum {string} */
            kind: "anniversary";
            /** Format: int64 */
            n: number;
            name: string;
            unit: components["schemas"]["TimeUnit"];
            /** @enum {string} */
            when: "next" | "last";
        };
        /** @description A test of an attribute. */
        BuilderAttribute: {
            /** @enum {string} */
            kind: "attribute";
            name: string;
            /** @enum {string} */
            op: "=" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in" | "contains" | "not contains" | "exists" | "not exists" | "between";
            /** @enum {string} */
            type: "text" | "number" | "time" | "bool";
            values: string[];
        };
        /** @description In a class. */
        BuilderClass: {
            /** @enum {string} */
            kind: "class";
            /** @enum {string} */
            op: "=" | "!=" | "in" | "not in";
            slug: string;
            values: string[];
        };
        /** @description What the form cannot show. */
        BuilderCode: {
            /** @enum {string} */
            kind: "code";
            text: string;
        };
        /** @description Two of them compared. */
        BuilderCompare: {
            a: components["schemas"]["BuilderMeasure"];
            b: components["schemas"]["BuilderMeasure"];
            /** @enum {string} */
            kind: "compare";
            /** @enum {string} */
            op: "=" | "!=" | "<" | "<=" | ">" | ">=";
        };
        /** @description Did something, or how often. */
        BuilderDid: {
            count: {
                m?: string;
                n: string;
                /** @enum {string} */
                op: "=" | "!=" | "<" | "<=" | ">" | ">=" | "between";
            } | null;
            /** @description `*` alone is any event. */
            events: string[];
            /** @enum {string} */
            kind: "did";
            not: boolean;
            /** @description Joined by and. */
            where: components["schemas"]["BuilderFilter"][];
            window: components["schemas"]["BuilderWindow"];
        };
        /** @description Points, usable coupons or the level of a person. */
        BuilderFact: {
            /** @enum {string} */
            fn: "points" | "coupons" | "tier";
            /** @enum {string} */
            kind: "fact";
            /** @enum {string} */
            op: "=" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in" | "contains" | "not contains" | "exists" | "not exists" | "between";
            slug: string;
            /** @enum {string} */
            type: "text" | "number" | "time" | "bool";
            values: string[];
        };
        /** @description A test of an event. */
        BuilderFilter: {
            /** @enum {string} */
            op: "=" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in" | "contains" | "not contains" | "exists" | "not exists" | "between";
            prop: string;
            /** @enum {string} */
            type: "text" | "number" | "time" | "bool";
            values: string[];
        };
        /** @description Several conditions. */
        BuilderGroup: {
            items: components["schemas"]["Builder"][];
            not?: boolean;
            /** @enum {string} */
            op: "and" | "or";
        };
        /** @description In an uploaded list. */
        BuilderList: {
            /** @enum {string} */
            kind: "list";
            /** @description An attribute or a type of identity. */
            name: string;
            not: boolean;
            slug: string;
        };
        /** @description A number or value of events. */
        BuilderMeasure: {
            events: string[];
            /** @enum {string} */
            fn: "count" | "sum" | "avg" | "min" | "max" | "distinct" | "first" | "last" | "nth" | "gap" | "streak" | "streak_now";
            /** Format: int64 */
            nth?: number;
            prop?: string;
            where: components["schemas"]["BuilderFilter"][];
            window: components["schemas"]["BuilderWindow"];
        };
        /** @description A member of a programme. */
        BuilderMember: {
            /** @enum {string} */
            kind: "member";
            not: boolean;
            slug: string;
        };
        /** @description In a segment. */
        BuilderSegment: {
            /** @enum {string} */
            kind: "segment";
            not: boolean;
            slug: string;
        };
        /** @description Things done one after another. */
        BuilderSequence: {
            /** @description The same value in all steps. */
            by?: string;
            count: {
                m?: string;
                n: string;
                /** @enum {string} */
                op: "=" | "!=" | "<" | "<=" | ">" | ">=" | "between";
            } | null;
            /** @enum {string} */
            kind: "sequence";
            not: boolean;
            steps: components["schemas"]["BuilderStep"][];
            window: components["schemas"]["BuilderWindow"];
        };
        /** @description Days since an event. */
        BuilderSince: {
            days: string;
            events: string[];
            /** @enum {string} */
            fn: "first" | "last";
            /** @enum {string} */
            kind: "since";
            /** @enum {string} */
            op: "=" | "!=" | "<" | "<=" | ">" | ">=";
            where: components["schemas"]["BuilderFilter"][];
        };
        /** @description A step of a sequence. */
        BuilderStep: {
            events: string[];
            /** @description None of these events here. */
            not: boolean;
            where: components["schemas"]["BuilderFilter"][];
            /** @description After the step before. */
            within: {
                /** Format: int64 */
                n: number;
                /** @enum {string} */
                unit: "second" | "minute" | "hour" | "day" | "week";
            } | null;
        };
        /** @description What the first, last or nth event says. */
        BuilderValue: {
            events: string[];
            /** @enum {string} */
            fn: "first" | "last" | "nth";
            /** @enum {string} */
            kind: "value";
            /**
             * Format: int64
             * @description Of nth; from the last if negative.
             */
            nth?: number;
            /** @enum {string} */
            op: "=" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in" | "contains" | "not contains" | "exists" | "not exists" | "between";
            /** @description Without it, the time of the event. */
            prop?: string;
            /** @enum {string} */
            type: "text" | "number" | "time" | "bool";
            values: string[];
            where: components["schemas"]["BuilderFilter"][];
            window: components["schemas"]["BuilderWindow"];
        };
        /** @description When. */
        BuilderWindow: {
            /** @enum {string} */
            kind: "all";
        } | {
            /** @enum {string} */
            kind: "last" | "last_full";
            /** Format: int64 */
            n: number;
            unit: components["schemas"]["TimeUnit"];
        } | {
            /** @enum {string} */
            kind: "this" | "previous";
            unit: components["schemas"]["TimeUnit"];
        } | {
            from: string;
            /** @enum {string} */
            kind: "since";
        } | {
            /** @enum {string} */
            kind: "before";
            to: string;
        } | {
            from: string;
            /** @enum {string} */
            kind: "between";
            to: string;
        };
        /** @description How safe the data is. */
        Care: {
            backups: components["schemas"]["Backups"];
            files: components["schemas"]["CareFiles"];
            message_ids: components["schemas"]["CareMessageIds"];
            writing: components["schemas"]["CareWriting"];
        };
        CareFiles: {
            /**
             * Format: int64
             * @description Of columns, derived from it.
             */
            column_bytes: number;
            /** @description Erased people are in the files still. */
            erasures_wait: boolean;
            /**
             * Format: int64
             * @description Of the log, the truth about events.
             */
            log_bytes: number;
            /**
             * Format: int64
             * @description Rows that lie only in log and memory yet.
             */
            memory_rows: number;
            /** @description Parts cannot be merged; questions get slower. */
            merge_failing: boolean;
            /** Format: int64 */
            merge_failures: number;
            merge_problem: components["schemas"]["Trouble"] | null;
            /**
             * Format: int64
             * @description Files of columns.
             */
            parts: number;
            /** @description Events too old are in the files still. */
            retention_waits: boolean;
            /** @description Why the last upkeep failed. */
            upkeep_problem: components["schemas"]["Trouble"] | null;
        };
        CareMessageIds: {
            /**
             * Format: int64
             * @description As long as it should be; more than window_ms: a ceiling shrank it, or damage.
             */
            asked_window_ms: number;
            /** Format: int64 */
            count: number;
            /** @description Opening the workspace again makes them anew. */
            damaged: boolean;
            /** Format: int64 */
            disk_bytes: number;
            /**
             * Format: int64
             * @description Recognised since the workspace was opened.
             */
            duplicates: number;
            /** Format: int64 */
            memory_bytes: number;
            /**
             * Format: int64
             * @description Repetitions within it are recognised.
             */
            window_ms: number;
        };
        CareWriting: {
            /** @description False: it takes no events until the disk works again. */
            accepting: boolean;
            /**
             * Format: int64
             * @description What was acknowledged ends here.
             */
            acknowledged_lsn: number;
            /**
             * @description `strict`: acknowledged means synced. `relaxed`: a power failure may lose what came in after the last sync.
             * @enum {string}
             */
            durability: "strict" | "relaxed";
            /**
             * Format: int64
             * @description What is synced ends here.
             */
            durable_lsn: number;
            /**
             * Format: int64
             * @description Since the workspace was opened, as the next two.
             */
            failures: number;
            /** @description Why it stopped. */
            problem: components["schemas"]["Trouble"] | null;
            /** Format: int64 */
            recoveries: number;
            /**
             * Format: int64
             * @description Deliveries refused meanwhile.
             */
            refused: number;
            /** Format: date-time */
            stopped_at: string | null;
            /**
             * Format: int64
             * @description Relaxed: a sync every so many milliseconds; 0 = strict.
             */
            sync_ms: number;
            /**
             * Format: date-time
             * @description The last sync since the workspace was opened.
             */
            synced_at: string | null;
        };
        /** @description Size and words of the catalogue. */
        Catalogue: {
            /** Format: int64 */
            categories_max: number;
            /**
             * Format: int64
             * @description In the catalogue.
             */
            items: number;
            /** Format: int64 */
            items_max: number;
            /** @description Kinds an item may be of. */
            kinds: {
                name: string;
                title: components["schemas"]["Title"];
            }[];
            /** @description Roles an item may have. */
            roles: {
                name: string;
                title: components["schemas"]["Title"];
            }[];
        };
        /** @description The tree, parents before what is below them. */
        Categories: {
            items: components["schemas"]["Category"][];
        };
        CategoriesChange: {
            /** @description All of them; siblings in the order they are shown in. */
            items: components["schemas"]["CategoryChange"][];
        };
        /** @description A category. */
        Category: {
            /** Format: int64 */
            depth: number;
            /** @description What items call it. */
            id: string;
            /**
             * Format: int64
             * @description That name it themselves.
             */
            items: number;
            /** @description In the tree; false: only items name it. */
            listed: boolean;
            name: string;
            /** @description null = at the top. */
            parent: string | null;
        };
        CategoryChange: {
            id: string;
            name?: string | null;
            /** @description Id of a category of this tree. */
            parent?: string | null;
        };
        /** @enum {string} */
        CellType: "text" | "title" | "count" | "money" | "dec" | "rate" | "real" | "days" | "date";
        /** @description What is wrong and what it costs. */
        CheckedExpression: {
            cost: components["schemas"]["ExpressionCost"] | null;
            /** @description By place; empty when it can be asked. */
            errors: components["schemas"]["CheckError"][];
            /** @enum {string|null} */
            type: "bool" | "number" | "text" | "time" | null;
        };
        CheckedIn: {
            check_in: string;
            /** @description Empty when the budget is used up. */
            rewards: components["schemas"]["TaskReward"][];
            /**
             * Format: int64
             * @description Days in a row with today.
             */
            streak: number;
        };
        /** @description Something wrong. */
        CheckError: {
            code: string;
            hint: components["schemas"]["Title"] | null;
            message: components["schemas"]["Title"];
            place: components["schemas"]["Place"];
        };
        CheckInRequest: {
            check_in: string;
        };
        /** @description People by class. */
        ClassBar: {
            /** @description In the order of the definition, then none. */
            classes: components["schemas"]["ClassBarClass"][];
            classification: string;
            title: components["schemas"]["Title"];
        };
        ClassBarClass: {
            /** @description Selects them. */
            expression: string;
            name: string;
            /** Format: int64 */
            people: number;
            /**
             * Format: int64
             * @description As of compare.classes_at.
             */
            previous: number | null;
            /**
             * Format: decimal
             * @description Net revenue of the last 365 days of these people.
             */
            revenue: string;
            share: number | null;
            title: components["schemas"]["Title"];
        };
        /** @description A way to divide people. */
        Classification: {
            author: string;
            /** @description The first that holds is the person's class. */
            classes: components["schemas"]["ClassRule"][];
            description: components["schemas"]["Title"] | null;
            /** @description The canonical document. */
            doc: {
                [key: string]: unknown;
            };
            measures: components["schemas"]["ClassMeasure"][];
            /** @description Who takes part in thresholds; empty = everyone. */
            population: string;
            /** @description Comes with Shoal. */
            preset: boolean;
            references: components["schemas"]["ClassReference"][];
            scores: components["schemas"]["ClassScore"][];
            slug: string;
            /** @enum {string} */
            status: "draft" | "active" | "archived";
            title: components["schemas"]["Title"];
            /** Format: date-time */
            updated_at: string;
            used_by: components["schemas"]["ClassificationUse"][];
            /** Format: int64 */
            version: number;
            yaml: string;
        };
        /** @description Exactly one of doc and yaml. */
        ClassificationBody: {
            /** @description The document as JSON; or */
            doc?: {
                [key: string]: unknown;
            };
            /** @description as YAML text. */
            yaml?: string;
        };
        ClassificationDaily: {
            /** Format: date-time */
            as_of: string;
            /** @description The columns; the last is none. */
            classes: components["schemas"]["ClassName"][];
            /** @description By day, then by class, as of the end of each day. */
            counts: number[][];
            /** @description Those as of whose end its events are kept. */
            days: string[];
            /** Format: int64 */
            lsn: number;
            /**
             * Format: int64
             * @description Days from one point to the next: 1; 7, counted back from the last day, when 93 days or more are asked for.
             */
            step_days: number;
        };
        ClassificationDiffLine: {
            /**
             * @description In both, only in b, only in a.
             * @enum {string}
             */
            op: " " | "+" | "-";
            text: string;
        };
        ClassificationFlow: {
            /** Format: date-time */
            as_of: string;
            /** @description Rows and columns: classes, none, absent (not yet known). */
            classes: components["schemas"]["ClassName"][];
            /**
             * Format: date
             * @description As of the end of this day …
             */
            from: string;
            /** @description Of each class and none. */
            identity: components["schemas"]["FlowIdentity"][];
            /** Format: int64 */
            lsn: number;
            /** @description From row to column. */
            matrix: number[][];
            /**
             * Format: date
             * @description … to the end of this.
             */
            to: string;
        };
        ClassificationPreview: {
            /** Format: date-time */
            as_of: string;
            /** @description In the proposed order, then none. */
            classes: {
                name: string;
                /** Format: int64 */
                people: number;
                share: number | null;
                title: components["schemas"]["Title"];
                /**
                 * Format: int64
                 * @description In the class of that name today.
                 */
                was: number;
            }[];
            /** Format: int64 */
            lsn: number;
            /** @description Only where there is somebody. */
            matrix: {
                /** @description Class today, or none. */
                from: string;
                /** Format: int64 */
                people: number;
                /** @description Class then. */
                to: string;
            }[];
            /**
             * Format: int64
             * @description People whose class would have another name.
             */
            moved: number;
            /** @description Why the document would be refused; then nothing else is filled. */
            problems: components["schemas"]["PlacedProblem"][];
            thresholds: components["schemas"]["ClassThresholds"][];
        };
        ClassificationPreviewBody: {
            /** Format: date-time */
            as_of?: string;
            doc?: {
                [key: string]: unknown;
            };
            /** @description Which one it would replace or become. */
            slug: string;
            yaml?: string;
        };
        ClassificationUse: {
            kind: string;
            slug: string;
            title: components["schemas"]["Title"];
        };
        ClassificationValues: {
            /** Format: date-time */
            as_of: string;
            /** @description In the order of the definition, then none. */
            classes: components["schemas"]["ClassValues"][];
            /** @description When there are scores R and F. */
            grid: components["schemas"]["RfmGrid"] | null;
            /** @description Of each numeric measure, over the population. */
            histogram: components["schemas"]["Histogram"][];
            /** Format: int64 */
            lsn: number;
            /** Format: int64 */
            population: number;
            references: {
                name: string;
                /** Format: decimal */
                value: string;
            }[];
            /** @description As used as of then. */
            thresholds: components["schemas"]["ClassThresholds"][];
        };
        ClassificationVersion: {
            /** Format: date-time */
            at: string;
            author: string;
            /** Format: int64 */
            version: number;
            /** @description The document of that version. */
            yaml: string;
        };
        ClassMeasure: {
            expression: string;
            name: string;
            sentence: components["schemas"]["Title"];
        };
        ClassName: {
            name: string;
            title: components["schemas"]["Title"];
        };
        ClassReference: {
            /** @enum {string} */
            by: "mean" | "median" | "fixed";
            name: string;
            of: string;
            /**
             * Format: decimal
             * @description If fixed.
             */
            value: string | null;
        };
        ClassRule: {
            name: string;
            /**
             * Format: int64
             * @description Greater is better: what counts as up in a flow.
             */
            rank: number;
            sentence: components["schemas"]["Title"];
            title: components["schemas"]["Title"];
            when: string;
        };
        ClassScore: {
            /** @description Fixed thresholds; empty when they follow from the data. */
            at: string[];
            /** Format: int64 */
            bins: number;
            /** @enum {string} */
            by: "quantile" | "mean" | "median" | "fixed";
            /** @description Small values score high. */
            descending: boolean;
            name: string;
            /** @description The measure that is cut. */
            of: string;
        };
        ClassThresholds: {
            at: string[];
            of: string;
            score: string;
        };
        ClassValues: {
            /**
             * Format: int64
             * @description With an order in 365 days.
             */
            buyers: number;
            expression: string;
            name: string;
            /**
             * Format: int64
             * @description In 365 days.
             */
            orders: number;
            /** Format: int64 */
            people: number;
            /**
             * Format: decimal
             * @description Net, 365 days.
             */
            revenue: string;
            revenue_share: number | null;
            share: number | null;
            title: components["schemas"]["Title"];
        };
        /** @description A condition and how many satisfy it. */
        Clause: {
            children: components["schemas"]["Clause"][];
            /**
             * Format: int64
             * @description Children of a root `and`: people left after this and all earlier ones.
             */
            cumulative: number | null;
            /** @enum {string} */
            kind: "and" | "or" | "not" | "clause";
            /** @description Place in the tree: '' is the root, '0.1' the second child of the first. */
            path: string;
            /**
             * Format: int64
             * @description People of this clause alone.
             */
            people: number;
            /** @description Where it stands in the expression. */
            place: components["schemas"]["Place"];
            /**
             * Format: int64
             * @description Children of a root `and`: people if only this one were dropped.
             */
            reach_without: number | null;
            /** @description In words. */
            sentence: components["schemas"]["Title"];
            /** @description Canonical text. */
            text: string;
        };
        /** @enum {string} */
        ClientProtocol: "shoal" | "segment" | "sensors" | "posthog" | "mixpanel" | "ga4" | "cloudevents";
        Column: {
            id: string;
            title: components["schemas"]["Title"];
            type: components["schemas"]["CellType"];
        };
        ColumnLooks: {
            /** @description Share of values that fit, 0 to 1. */
            confidence: number;
            /** @description Of times; else empty. */
            format: string;
            /** @description What to look out for. */
            note: components["schemas"]["Title"] | null;
            /** @description text, number, time, bool or id. */
            type: string;
        };
        /** @description A rate and its interval. */
        ComparedRate: {
            high: number;
            label: string | null;
            /** @description Of the 95 % interval (Wilson). */
            low: number;
            /** @description Of the item or category that the label is the id of. */
            name?: string;
            rate: number;
        };
        /** @description How many people. */
        Count: {
            /** Format: date-time */
            as_of: string;
            canonical: string;
            clauses: components["schemas"]["Clause"] | null;
            /**
             * Format: int64
             * @description People known as of then.
             */
            everyone: number;
            /** Format: int64 */
            lsn: number;
            /** Format: int64 */
            people: number;
            /** @description What the count took. */
            seconds: number;
            sentence: components["schemas"]["Title"];
            share: number;
        };
        /** @description A set and its size. */
        CountedSet: {
            expression: string;
            /** Format: int64 */
            people: number;
            segment: string | null;
            /** @description Of everyone. */
            share: number;
            title: string;
            /** @description The condition in words. */
            words: components["schemas"]["Title"];
        };
        /** @description How many people? */
        CountQuestion: {
            /**
             * Format: date-time
             * @description A date (its last millisecond) or a time; default now.
             */
            as_of?: string;
            /** @description Also count every clause. */
            clauses?: boolean;
            /** @description Counts are always exact. */
            exact?: boolean;
            expression: string;
            /** @description Values of $names in the expression (dates as text), or {type, default}. */
            parameters?: {
                [key: string]: string | number | boolean | components["schemas"]["SegmentParameter"];
            };
        };
        /** @description A coupon that was made. */
        Coupon: {
            /**
             * Format: date-time
             * @description null: it was given, not taken.
             */
            claimed_at: string | null;
            code: string;
            /** Format: decimal */
            discount: string | null;
            /** @description Somebody has it; false: a code of a pool that nobody has claimed. */
            held: boolean;
            id: string;
            /** Format: date-time */
            issued_at: string | null;
            /** @description Slug of its document. */
            kind: string;
            /** @description The order that has it. */
            order: string | null;
            /** Format: decimal */
            order_total: string | null;
            /** Format: date-time */
            reserved_until: string | null;
            source: string;
            /**
             * @description An end that has come is told at once.
             * @enum {string}
             */
            status: "issued" | "reserved" | "redeemed" | "expired" | "revoked";
            /**
             * Format: date-time
             * @description When that order took it.
             */
            used_at: string | null;
            /** Format: date-time */
            valid_from: string | null;
            /**
             * Format: date-time
             * @description Exclusive.
             */
            valid_until: string | null;
            /**
             * Format: int64
             * @description Of the document when it was issued: what it is worth.
             */
            version: number;
        };
        /** @description What a job made. */
        CouponBatch: {
            /**
             * Format: int64
             * @description Settled of them.
             */
            done: number;
            /**
             * Format: date-time
             * @description When its codes were given out.
             */
            exported_at: string | null;
            /**
             * Format: int64
             * @description To whom nothing is issued, to compare with.
             */
            held_out: number;
            id: string;
            /** Format: int64 */
            issued: number;
            /**
             * Format: int64
             * @description By a limit or the budget; of codes: wrong, or there already.
             */
            refused: number;
            /** Format: date-time */
            started_at: string;
            /**
             * Format: int64
             * @description People, or codes.
             */
            targets: number;
            /**
             * @description To a segment; new codes; codes of a file.
             * @enum {string}
             */
            what: "segment" | "pool" | "file";
        };
        CouponBatchPage: {
            /** @description Newest first. */
            items: components["schemas"]["CouponBatch"][];
            next: string | null;
        };
        CouponClaim: {
            /** @description A code of a pool. */
            code?: string;
            /** @description A kind with `claim: open`; this or `code`. */
            kind?: string;
            /** @description Where it comes from, such as page. */
            source?: string;
        };
        /** @description What a kind has given. */
        CouponCounts: {
            /** Format: decimal */
            budget_amount: string | null;
            /** Format: int64 */
            budget_issue: number | null;
            /**
             * Format: int64
             * @description Of these, taken by the people themselves.
             */
            claimed: number;
            /** Format: int64 */
            expired: number;
            /**
             * Format: int64
             * @description That somebody got.
             */
            issued: number;
            kind: string;
            /**
             * Format: int64
             * @description Codes that nobody has claimed.
             */
            pool: number;
            /**
             * Format: int64
             * @description Now: less those that were given back.
             */
            redeemed: number;
            /**
             * Format: decimal
             * @description Discounts of the redeemed.
             */
            redeemed_amount: string;
            /**
             * Format: int64
             * @description Now.
             */
            reserved: number;
            /**
             * Format: decimal
             * @description Discounts of the reserved.
             */
            reserved_amount: string;
            /** Format: int64 */
            revoked: number;
        };
        CouponEnd: {
            /** @description Ids or codes. */
            coupons?: string[];
            /** @description All of this order, or only `coupons` of it. */
            order?: string;
            /** @description When reversing: only these units are returned, and nothing else of the order. */
            promotions?: components["schemas"]["PromotionAsk"][];
        };
        CouponFound: {
            coupon: components["schemas"]["Coupon"];
            /** @description Who has it; null: nobody, or they were erased. */
            person: string | null;
        };
        /** @description A coupon and who has it. */
        CouponHeld: {
            /**
             * Format: date-time
             * @description null: it was given, not taken.
             */
            claimed_at: string | null;
            code: string;
            /** Format: decimal */
            discount: string | null;
            /** @description Somebody has it; false: a code of a pool that nobody has claimed. */
            held: boolean;
            id: string;
            /** Format: date-time */
            issued_at: string | null;
            /** @description Slug of its document. */
            kind: string;
            /** @description The order that has it. */
            order: string | null;
            /** Format: decimal */
            order_total: string | null;
            /** @description Who has it; null: nobody, or they were erased. */
            person: string | null;
            /** Format: date-time */
            reserved_until: string | null;
            source: string;
            /**
             * @description An end that has come is told at once.
             * @enum {string}
             */
            status: "issued" | "reserved" | "redeemed" | "expired" | "revoked";
            /**
             * Format: date-time
             * @description When that order took it.
             */
            used_at: string | null;
            /** Format: date-time */
            valid_from: string | null;
            /**
             * Format: date-time
             * @description Exclusive.
             */
            valid_until: string | null;
            /**
             * Format: int64
             * @description Of the document when it was issued: what it is worth.
             */
            version: number;
        };
        CouponHeldPage: {
            /** @description Newest first; a page may have fewer than `limit`, even none, and not be the last. */
            items: components["schemas"]["CouponHeld"][];
            next: string | null;
        };
        CouponInOrder: {
            /** @description Id or code. */
            coupon: string;
            /**
             * Format: decimal
             * @description What it takes off the order, as a quote says.
             */
            discount: string;
        };
        CouponIssue: {
            /**
             * Format: int64
             * @description Default 1.
             */
            count?: number;
            kind: string;
            /** @description Where it comes from; default api. */
            source?: string;
        };
        /** @description A kind of coupons and what it has given. */
        CouponKind: {
            author: string;
            /** @enum {string|null} */
            benefit: "amount_off" | "percent_off" | "threshold" | "tiered" | "fixed_price" | "gift" | "shipping" | null;
            /** @enum {string|null} */
            claim: "issued" | "open" | "code" | null;
            counts: components["schemas"]["CouponCounts"];
            /**
             * Format: decimal
             * @description Percent of a target to whom nothing is issued.
             */
            holdout: string | null;
            /** @description What it is. */
            sentence: components["schemas"]["Title"] | null;
            slug: string;
            /** @description unreadable: the currency was changed, and the document has amounts it does not have. */
            state: components["schemas"]["CouponKindState"];
            title: components["schemas"]["Title"];
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: date-time
             * @description Of the fixed window.
             */
            valid_from: string | null;
            /**
             * Format: date-time
             * @description Exclusive.
             */
            valid_until: string | null;
            /** Format: int64 */
            version: number;
        };
        CouponKinds: {
            /** Format: date-time */
            as_of: string;
            /** @description By slug. */
            items: components["schemas"]["CouponKind"][];
        };
        /** @enum {string} */
        CouponKindState: "scheduled" | "open" | "sold_out" | "over" | "archived" | "unreadable";
        CouponPage: {
            /** @description Newest first. */
            items: components["schemas"]["Coupon"][];
            next: string | null;
        };
        CouponPool: {
            /**
             * Format: int64
             * @description New codes; this or `upload`.
             */
            count?: number;
            kind: string;
            /** @description A file with one code a line (of a CSV file the first column). */
            upload?: string;
        };
        CouponPreview: {
            /** @description Without kind and slug; null when `yaml` is none. */
            doc: {
                [key: string]: unknown;
            } | null;
            problem: components["schemas"]["CouponProblem"] | null;
            /** @description What it says; null when it says nothing yet. */
            sentence: components["schemas"]["Title"] | null;
            /** @description As given, or the document as YAML. */
            yaml: string;
        };
        CouponPreviewGiven: {
            /** @description The document; this or `yaml`. */
            doc?: {
                [key: string]: unknown;
            };
            /** @description Of the kind; a new one may have none yet. */
            slug?: string;
            yaml?: string;
        };
        /** @description Why a document would be refused. */
        CouponProblem: {
            code: string;
            /** Format: int64 */
            column: number;
            detail: components["schemas"]["Title"];
            /** @description JSON pointer into the document. */
            field: string;
            hint: components["schemas"]["Title"];
            /** Format: int64 */
            length: number;
            /**
             * Format: int64
             * @description Of `yaml`; 0 = not known.
             */
            line: number;
        };
        CouponRevoke: {
            /** @description Ids or codes. */
            coupons: string[];
        };
        /** @description What a request changed. */
        CouponsDone: {
            /** @description As they stood after it. */
            coupons: components["schemas"]["Coupon"][];
            /** @description Points that this request gave back. */
            given_back?: {
                /**
                 * Format: decimal
                 * @description What they had paid.
                 */
                money: string;
                /** Format: decimal */
                points: string;
            };
            /** @description Of the order, when it uses some. */
            points?: components["schemas"]["OrderPoints"];
            /** @description Promotional units that it changed. */
            promotions?: components["schemas"]["PromotionUse"][];
        };
        CouponsToSegment: {
            /**
             * Format: date-time
             * @description Who is in it at that moment; default now.
             */
            as_of?: string;
            expression?: string;
            kind: string;
            /** @description To whom; this or `expression`. */
            segment?: string;
        };
        CouponUse: {
            /** @description All of them, or none if one is refused.  When redeeming: absent means all that are reserved for the order. */
            coupons?: components["schemas"]["CouponInOrder"][];
            /**
             * Format: int64
             * @description Of the reservation; default 15.
             */
            minutes?: number;
            /** @description Its number at the shop. */
            order: string;
            /**
             * Format: decimal
             * @description After all discounts.
             */
            order_total?: string;
            /** @description Whose they have to be; needed with `points`. */
            person?: string;
            /** @description Pays with points of `person` too, together with the coupons or not at all. */
            points?: components["schemas"]["OrderPointsGiven"];
            /** @description Units at promotional prices, together with the coupons or not at all; needs `person`.  When redeeming: absent means all that are reserved for the order. */
            promotions?: components["schemas"]["PromotionAsk"][];
        };
        /** @enum {string} */
        CustomerPage: "points" | "coupons" | "card" | "tasks" | "check_in" | "badges" | "draws" | "mall" | "leaderboards";
        /** @description What a client sent that could not become an event. */
        DeadLetter: {
            /** @description What the problem speaks of: fields, events, values. */
            about?: string[];
            /** Format: int64 */
            bytes: number;
            /** @description Empty if it could not be told. */
            event: string;
            /** Format: int64 */
            id: number;
            /** @description Id of the write key. */
            key: string;
            /** @description Whether the text is. */
            masked?: boolean;
            /** @description Of the request. */
            path: string;
            problem: components["schemas"]["Trouble"];
            protocol: components["schemas"]["ClientProtocol"];
            /** Format: date-time */
            received_at: string;
            /** @description As received; bytes that are no UTF-8 as U+FFFD.  Masked for those who must not see personal data. */
            text?: string;
        };
        /** @description All dead letters of one kind of problem. */
        DeadReason: {
            /**
             * Format: int64
             * @description Of their texts.
             */
            bytes: number;
            /** @description Of the problem. */
            code: string;
            /**
             * Format: int64
             * @description Different names of events.
             */
            events: number;
            /**
             * Format: int64
             * @description Different write keys.
             */
            keys: number;
            /** Format: int64 */
            letters: number;
            /** @description Without its text. */
            newest: components["schemas"]["DeadLetter"];
            /** Format: date-time */
            oldest_at: string;
        };
        /** @enum {string} */
        DeliveryState: "delivered" | "dead" | "waiting";
        /** @description Size of the simulated brand. */
        DemoRequest: {
            /**
             * Format: int64
             * @description Default 50 per person.
             */
            events?: number;
            /**
             * Format: int64
             * @description Default 20,000.
             */
            people?: number;
        };
        /** @description Who came and who left. */
        Difference: {
            /** Format: date-time */
            as_of: string;
            /**
             * Format: int64
             * @description In it at `to`, not at `from`.
             */
            entered: number;
            from: components["schemas"]["DifferenceSide"];
            /**
             * Format: int64
             * @description In it at `from`, not at `to`.
             */
            left: number;
            /** Format: int64 */
            lsn: number;
            /** @description As of `to`. */
            of: components["schemas"]["CountedSet"];
            /** Format: int64 */
            stayed: number;
            to: components["schemas"]["DifferenceSide"];
        };
        /** @description One number of a difference. */
        DifferenceCell: {
            /** @enum {string} */
            what?: "to" | "from" | "entered" | "left" | "stayed";
        };
        /** @description Who is behind a number? */
        DifferencePeopleQuestion: {
            /** Format: date-time */
            as_of?: string;
            cell: components["schemas"]["DifferenceCell"];
            /** @description As of listPeople. */
            columns?: string[];
            /** @description From `next` of the page before. */
            cursor?: string;
            /** @description The pages become a file: an entry in the audit trail. */
            export?: boolean;
            /** Format: int64 */
            limit?: number;
            question: components["schemas"]["DifferenceQuestion"];
        };
        /** @description Who came and who left? */
        DifferenceQuestion: {
            /** Format: date-time */
            as_of?: string;
            /**
             * Format: date-time
             * @description A date (its end) or a moment.
             */
            from?: string;
            /** @enum {string} */
            kind?: "difference";
            /** @description Whose members. */
            of: string | components["schemas"]["PeopleSet"];
            /** @description From the moment before it begins to its end. Either this or `from`. */
            range?: string | components["schemas"]["QuestionRange"];
            /**
             * Format: date-time
             * @description Default as_of.
             */
            to?: string;
            /** @description Only these people. */
            who?: string;
        };
        /** @description The set then. */
        DifferenceSide: {
            /** Format: date-time */
            as_of: string;
            /** Format: int64 */
            everyone: number;
            /** Format: int64 */
            people: number;
        };
        /** @description How many people have how much. */
        Distribution: {
            all: components["schemas"]["DistributionGroup"];
            /** Format: date-time */
            as_of: string;
            bins: components["schemas"]["DistributionBin"][];
            /** @description Most people first, the rest last. */
            groups: components["schemas"]["DistributionGroup"][];
            /** Format: int64 */
            lsn: number;
            /** @description null: a value. */
            measure: ("events" | "days") | components["schemas"]["DistributionMeasure"] | null;
            /** @description Canonical text of events or value. */
            of: string;
        };
        /** @description A bin. */
        DistributionBin: {
            /** @description Included; null: no lower end. */
            from: number | null;
            /** @description Not included, unless equal to from; null: no upper end. */
            to: number | null;
        };
        /** @description By what is known of people. */
        DistributionBreakdown: {
            attribute?: string;
            class?: string;
            expression?: string;
            segment?: string;
        };
        /** @description One bin. */
        DistributionCell: {
            /**
             * Format: int64
             * @description From 1; default all.
             */
            bin?: number;
            /** @description Label of a group; null: without a value. */
            group?: string | null;
            /** @description Of the rest. */
            other?: boolean;
        };
        /** @description Exact; percentiles interpolate. */
        DistributionFigures: {
            max: number;
            mean: number;
            median: number;
            min: number;
            p10: number;
            p25: number;
            p75: number;
            p90: number;
            p95: number;
            p99: number;
            sum: number;
        };
        /** @description All, or one group. */
        DistributionGroup: {
            /** @description People per bin. */
            counts: number[];
            /** @description null: nobody. */
            figures: components["schemas"]["DistributionFigures"] | null;
            /** @enum {string} */
            kind: "all" | "value" | "other";
            label: string | null;
            /** @description Of the item or category that the label is the id of. */
            name?: string;
            /** Format: int64 */
            people: number;
        };
        /** @description One of these. */
        DistributionMeasure: {
            avg?: string;
            /** @description How many different values. */
            distinct?: string;
            max?: string;
            min?: string;
            /** @description Of that property, per person. */
            sum?: string;
        };
        /** @description Who is in a bin? */
        DistributionPeopleQuestion: {
            /** Format: date-time */
            as_of?: string;
            cell: components["schemas"]["DistributionCell"];
            /** @description As of listPeople. */
            columns?: string[];
            /** @description From `next` of the page before. */
            cursor?: string;
            /** @description The pages become a file: an entry in the audit trail. */
            export?: boolean;
            /** Format: int64 */
            limit?: number;
            question: components["schemas"]["DistributionQuestion"];
        };
        /** @description How many people have how much? */
        DistributionQuestion: {
            /** Format: date-time */
            as_of?: string;
            /** @description auto (default): at most 20, equal or growing; a number: so many equal ones; each: by value; or edges. */
            bins?: number | ("auto" | "each") | number[];
            by?: components["schemas"]["DistributionBreakdown"];
            /** @description Whose number per person; or `value`. */
            events?: string;
            /** @enum {string} */
            kind?: "distribution";
            /** @description Default events: how many; days: on how many days. */
            measure?: ("events" | "days") | components["schemas"]["DistributionMeasure"];
            /** @description Default the last 30 days, today included. */
            range?: string | components["schemas"]["QuestionRange"];
            /**
             * Format: int64
             * @description Groups told apart; default 10.
             */
            top?: number;
            /** @description Any number of the language instead of events. */
            value?: string;
            /** @description Only these people. */
            who?: string;
            /** @description Also people without such an event. */
            zeros?: boolean;
        };
        /** @description A resource and its document. */
        Document: {
            author: string;
            /** Format: date-time */
            created_at: string;
            /** @description Without kind and slug: what PUT takes. */
            document: {
                [key: string]: unknown;
            };
            id: string;
            kind: string;
            slug: string;
            /** @enum {string} */
            status: "draft" | "active" | "archived";
            title: components["schemas"]["Title"];
            /** Format: date-time */
            updated_at: string;
            used_by: components["schemas"]["DocumentUse"][];
            /** Format: int64 */
            version: number;
            /** @description Of what PUT wrote; they block nothing. */
            warnings?: components["schemas"]["Warning"][];
        };
        /** @description Who refers to it. */
        DocumentUse: {
            kind: string;
            slug: string;
            title: components["schemas"]["Title"];
        };
        /** @description What it was. */
        DocumentVersion: {
            /** Format: date-time */
            at: string;
            author: string;
            /** @description Fields of the kind. */
            document: {
                [key: string]: unknown;
            };
            title: components["schemas"]["Title"];
            /** Format: int64 */
            version: number;
        };
        /** @description A prize draw with its odds. */
        Draw: {
            /** @description Who may; empty: everybody. */
            audience: string;
            /** Format: decimal */
            budget: string;
            /** @description SHA-256 of the seed; empty for a second after the draw was made. */
            commitment: string;
            /**
             * Format: decimal
             * @description Of the prizes given.
             */
            cost: string;
            currency: string;
            /** @description The newest 400, oldest first. */
            days: components["schemas"]["DrawDay"][];
            /** Format: int64 */
            free_in_all: number | null;
            /**
             * Format: int64
             * @description null: not of this sort; 0 in both: none is free.
             */
            free_per_day: number | null;
            /** Format: date-time */
            from: string;
            /** @description The event that the draw is to bring about. */
            goal: string;
            /** @description End of the chain of turns. */
            head: string;
            /**
             * Format: decimal
             * @description Share of people who do not take part.
             */
            holdout: string;
            /**
             * Format: int64
             * @description null: no limit.
             */
            limit_in_all: number | null;
            /**
             * Format: int64
             * @description null: no limit.
             */
            limit_per_day: number | null;
            /**
             * Format: decimal
             * @description Probability of no prize.
             */
            none: string;
            /**
             * Format: int64
             * @description Who drew.
             */
            people: number;
            /**
             * Format: decimal
             * @description Of a draw that is not free; 0: none.
             */
            price: string;
            prizes: components["schemas"]["DrawPrize"][];
            /** Format: date-time */
            revealed_at: string | null;
            /** @description Revealed when the draw is over. */
            seed: string | null;
            slug: string;
            state: components["schemas"]["DrawState"];
            /**
             * Format: int64
             * @description Turns that people were given as rewards.
             */
            tickets_given: number;
            /** Format: int64 */
            tickets_used: number;
            title: components["schemas"]["Title"];
            /**
             * Format: int64
             * @description Draws so far, under all versions.
             */
            turns: number;
            /**
             * Format: int64
             * @description Draws under this version.
             */
            turns_version: number;
            /** Format: date-time */
            until: string;
            /** Format: int64 */
            version: number;
            /**
             * Format: int64
             * @description Things won that nobody has handed over yet.
             */
            waiting: number;
            /** Format: int64 */
            wins: number;
        };
        DrawAsk: {
            /** @description Chosen by the person: letters, digits, - and _.  It goes into the number. */
            nonce?: string;
        };
        DrawAudit: {
            /** @description First line of the list as a file: commitment, seed, odds of each version. */
            head: unknown;
            /** @description The lines below it, in order. */
            items: components["schemas"]["DrawLine"][];
            next: string | null;
        };
        DrawDay: {
            /** Format: decimal */
            cost: string;
            /** @description Of the points; empty: free draws. */
            currency: string;
            /** Format: date */
            day: string;
            /** Format: decimal */
            points: string;
            /** Format: int64 */
            turns: number;
            /** Format: int64 */
            wins: number;
        };
        DrawDone: {
            /** @description The answer to an earlier, same request. */
            again: boolean;
            /** Format: date-time */
            at: string;
            /**
             * Format: decimal
             * @description Of the person afterwards; null: it was free.
             */
            balance: string | null;
            /** @description Receipt: hash of this turn and all before it. */
            chain: string;
            currency: string;
            /** @description The prize that the number is; empty: none. */
            drawn: string;
            /** @description No points were paid. */
            free: boolean;
            nonce: string;
            /**
             * Format: int64
             * @description What chance said: below 1,000,000,000.
             */
            number: number;
            /**
             * Format: decimal
             * @description Paid.
             */
            points: string;
            /** @description The prize given; empty: none. */
            prize: string;
            /** @description Of the person in the audit list. */
            pseudonym: string;
            /**
             * Format: int64
             * @description Of the draw, from 1.
             */
            seq: number;
            /** @description One of the turns that the person was given. */
            ticket: boolean;
            /** @description Of the prize; empty: none. */
            title: components["schemas"]["Title"];
            /**
             * Format: int64
             * @description Whose odds counted.
             */
            version: number;
            /** @description Why another than the one drawn. */
            why: components["schemas"]["DrawWhy"] | null;
        };
        DrawHand: {
            /** @description Courier and number, or who took it. */
            note?: string;
        };
        DrawHanded: {
            /** @description false: it was handed over before. */
            changed: boolean;
        };
        DrawLine: {
            /** Format: int64 */
            at_ms: number;
            chain: string;
            drawn: string;
            nonce: string;
            /** Format: int64 */
            number: number;
            prize: string;
            /** Format: int64 */
            seq: number;
            /** Format: int64 */
            version: number;
            who: string;
            why: string;
        };
        DrawMine: {
            /**
             * Format: int64
             * @description By the document; null: no limit.
             */
            free_left: number | null;
            /** Format: int64 */
            in_all: number;
            /** @description As far as time, audience and share go. */
            may: boolean;
            /**
             * Format: int64
             * @description Turns given to the person and not used.  They come before points.
             */
            tickets_left: number;
            /** Format: int64 */
            today: number;
            /** @description Newest first. */
            turns: components["schemas"]["DrawTurn"][];
            /**
             * Format: int64
             * @description By the limits; null: no limit.
             */
            turns_left: number | null;
        };
        DrawPrize: {
            /**
             * Format: decimal
             * @description Of one.
             */
            cost: string;
            /** @description Kind of the coupons it is; or empty. */
            coupon: string;
            /** Format: int64 */
            coupons: number;
            currency: string;
            /** @description A draw that it gives turns in; or empty. */
            draw: string;
            /**
             * Format: int64
             * @description How often chance chose it under this version, given or not.
             */
            drawn: number;
            /** @description What is given when this cannot be; empty: nothing. */
            falls_to: string;
            /** @description A thing that somebody hands over: what and how. */
            gift: components["schemas"]["Title"] | null;
            /**
             * Format: int64
             * @description Given so far, under all versions.
             */
            given: number;
            /**
             * Format: int64
             * @description Of the stock; null: no limit.
             */
            left: number | null;
            /**
             * Format: int64
             * @description Wins of one person; null: no limit.
             */
            per_person: number | null;
            /**
             * Format: decimal
             * @description 0: no points.
             */
            points: string;
            /**
             * Format: decimal
             * @description Exact.
             */
            probability: string;
            slug: string;
            /**
             * Format: int64
             * @description null: no limit.
             */
            stock: number | null;
            title: components["schemas"]["Title"];
            /** Format: int64 */
            turns: number;
        };
        DrawRow: {
            /** Format: decimal */
            budget: string;
            /**
             * Format: decimal
             * @description Of the prizes given.
             */
            cost: string;
            /** Format: date-time */
            from: string;
            /**
             * Format: int64
             * @description Who drew.
             */
            people: number;
            slug: string;
            state: components["schemas"]["DrawState"];
            title: components["schemas"]["Title"];
            /**
             * Format: int64
             * @description Draws so far, under all versions.
             */
            turns: number;
            /** Format: date-time */
            until: string;
            /** Format: int64 */
            version: number;
            /**
             * Format: int64
             * @description Things won that nobody has handed over yet.
             */
            waiting: number;
            /** Format: int64 */
            wins: number;
        };
        Draws: {
            items: components["schemas"]["DrawRow"][];
        };
        /** @enum {string} */
        DrawState: "coming" | "running" | "ended" | "archived";
        DrawTurn: {
            /** Format: date-time */
            at: string;
            /** @description Receipt: hash of this turn and all before it. */
            chain: string;
            currency: string;
            /** @description The prize that the number is; empty: none. */
            drawn: string;
            /** @description No points were paid. */
            free: boolean;
            nonce: string;
            /**
             * Format: int64
             * @description What chance said: below 1,000,000,000.
             */
            number: number;
            /**
             * Format: decimal
             * @description Paid.
             */
            points: string;
            /** @description The prize given; empty: none. */
            prize: string;
            /** @description Of the person in the audit list. */
            pseudonym: string;
            /**
             * Format: int64
             * @description Of the draw, from 1.
             */
            seq: number;
            /** @description One of the turns that the person was given. */
            ticket: boolean;
            /**
             * Format: int64
             * @description Whose odds counted.
             */
            version: number;
            /** @description Why another than the one drawn. */
            why: components["schemas"]["DrawWhy"] | null;
        };
        /** @enum {string} */
        DrawWhy: "stock" | "budget" | "person";
        DrawWin: {
            /** Format: date-time */
            at: string;
            /** @description Receipt: hash of this turn and all before it. */
            chain: string;
            /** @description The prize that the number is; empty: none. */
            drawn: string;
            /** Format: date-time */
            handed_at: string | null;
            nonce: string;
            note: string;
            /**
             * Format: int64
             * @description What chance said: below 1,000,000,000.
             */
            number: number;
            /** @description null: erased. */
            person: string | null;
            /** @description The prize given; empty: none. */
            prize: string;
            /** @description Of the person in the audit list. */
            pseudonym: string;
            /**
             * Format: int64
             * @description Of the draw, from 1.
             */
            seq: number;
            /** Format: int64 */
            subject: number | null;
            /** @description Handed over by somebody, not by itself. */
            thing: boolean;
            /**
             * Format: int64
             * @description Whose odds counted.
             */
            version: number;
            /** @description Why another than the one drawn. */
            why: components["schemas"]["DrawWhy"] | null;
        };
        DrawWins: {
            /** @description Newest first. */
            items: components["schemas"]["DrawWin"][];
            next: string | null;
        };
        /** @description Seconds, the upper end not included. */
        DurationBin: {
            from: number;
            /** Format: int64 */
            n: number;
            to: number;
        };
        /** @description Seconds; percentiles interpolate. */
        Durations: {
            mean: number;
            median: number;
            /** Format: int64 */
            n: number;
            p25: number;
            p75: number;
            p90: number;
            p95: number;
        };
        EarnEvent: {
            /** Format: date-time */
            at: string;
            event: string;
            /** Format: int64 */
            lsn: number;
            person: {
                id: string | null;
                name: string | null;
                /** Format: int64 */
                subject: number;
            };
        };
        EarnPreview: {
            /** @description Else the log is longer than is read for a preview. */
            complete: boolean;
            days: {
                /** Format: date */
                day: string;
                /** Format: decimal */
                points: string;
            }[];
            error: string | null;
            /** Format: int64 */
            errors: number;
            /**
             * Format: int64
             * @description With at least something.
             */
            grants: number;
            /** Format: int64 */
            matched: number;
            /** Format: int64 */
            people: number;
            /** Format: decimal */
            points: string;
            /** Format: int64 */
            refunds: number;
            /**
             * Format: int64
             * @description Of the log that were read.
             */
            rows: number;
            /** Format: decimal */
            taken_back: string;
            /** @description Those who would have the most. */
            top: {
                person: {
                    id: string | null;
                    name: string | null;
                    /** Format: int64 */
                    subject: number;
                };
                /** Format: decimal */
                points: string;
            }[];
        };
        EarnPreviewRequest: {
            /**
             * Format: int64
             * @description Default 30.
             */
            days?: number;
            /** @description The document of a rule; kind, slug and title may be left out. */
            doc: unknown;
        };
        EarnReason: {
            /** Format: date-time */
            at: string;
            /** @description The amount that it was computed from. */
            base: string;
            /** @description The cap that cut it: event, order, day, week, month, total, budget. */
            capped: string;
            /** Format: int64 */
            lsn: number;
            /** @description What refunds find it by; empty: nothing. */
            order: string;
            person: {
                id: string | null;
                name: string | null;
                /** Format: int64 */
                subject: number;
            };
            /**
             * Format: decimal
             * @description Granted.
             */
            points: string;
            /**
             * Format: decimal
             * @description Before caps.
             */
            raw: string;
            rule: string;
            /** Format: decimal */
            taken_back: string;
            /** @description The factor, and the multipliers that held. */
            times: string;
            /** Format: int64 */
            version: number;
        };
        EarnRules: {
            items: components["schemas"]["EarnRuleState"][];
            /**
             * Format: int64
             * @description Rows that were not looked at yet.
             */
            lag: number;
            /**
             * Format: int64
             * @description The next row of the log.
             */
            lsn: number;
        };
        EarnRuleState: {
            /**
             * Format: decimal
             * @description null: no budget.
             */
            budget_left: string | null;
            /** @description Empty while the document cannot be read. */
            currency: string;
            /** @description What was wrong with the first. */
            error: string | null;
            /**
             * Format: int64
             * @description Of the first of them; 0: none.
             */
            error_lsn: number;
            /**
             * Format: int64
             * @description Events that could not be computed or posted.
             */
            errors: number;
            /**
             * Format: date-time
             * @description When the rule was met first; what happened before is history.
             */
            first_at: string;
            /**
             * Format: int64
             * @description Events from this place of the log on count under this version.
             */
            from_lsn: number;
            /** Format: decimal */
            granted: string;
            /**
             * Format: decimal
             * @description For events of today, in the workspace's zone.
             */
            granted_today: string;
            /**
             * Format: int64
             * @description Events that it matched.
             */
            grants: number;
            /** @description Why it grants nothing now. */
            problem: string | null;
            slug: string;
            /** Format: decimal */
            taken_back: string;
            /**
             * Format: int64
             * @description In force; 0 when archived.
             */
            version: number;
        };
        /** @description What a rule says of an event. */
        EarnSays: {
            rule: string;
            /** @description granted; capped: matched, a cap left nothing; waiting: matches, to be computed; refused: by the ledger; event, where, who, time, history: what did not fit; group: another rule of its group; ended: archived then; later: the rule came later; broken, error: could not be computed; refund: taken as one. */
            verdict: components["schemas"]["EarnVerdict"];
            /**
             * Format: int64
             * @description In force where the event stands in the log; 0: none.
             */
            version: number;
            /** @description Of broken and error. */
            why: string | null;
        };
        /** @enum {string} */
        EarnVerdict: "granted" | "capped" | "waiting" | "refused" | "event" | "where" | "who" | "time" | "history" | "group" | "ended" | "later" | "broken" | "error" | "refund";
        EarnWhy: {
            /** @description That was asked for by `lsn`, while the log has it. */
            event: components["schemas"]["EarnEvent"] | null;
            items: components["schemas"]["EarnReason"][];
            /** @description With `lsn`, for who may see people: every rule, also those that gave nothing. */
            rules: components["schemas"]["EarnSays"][];
        };
        /** @description An event in full. */
        EventDetail: {
            /** @description Whether those are all. */
            complete: boolean;
            /** @description Rows of each day. */
            counts: number[];
            /** @description Oldest first. */
            days: string[];
            /** Format: date-time */
            first_at: string | null;
            help: components["schemas"]["Title"];
            /** Format: date-time */
            last_at: string | null;
            /**
             * Format: int64
             * @description Rows of the last 24 hours.
             */
            last_day: number;
            /**
             * Format: int64
             * @description Rows of the last 7 days.
             */
            last_week: number;
            /**
             * Format: int64
             * @description Rows that were looked at for values.
             */
            looked: number;
            name: string;
            /**
             * Format: int64
             * @description Who did it.
             */
            people: number | null;
            plan: components["schemas"]["EventPlan"];
            props: components["schemas"]["PropertyInfo"][];
            /** Format: int64 */
            rows: number;
            /** @description The 20 newest. */
            samples: {
                person: string;
                props: {
                    [key: string]: unknown;
                };
                /** Format: int64 */
                subject: number;
                /** Format: date-time */
                time: string | null;
            }[];
            /** @description Known to Shoal by itself. */
            standard: boolean;
            title: components["schemas"]["Title"];
            /** @description Of the last 7 days. */
            violations: components["schemas"]["Violations"];
        };
        /** @description An event. */
        EventInfo: {
            /** Format: date-time */
            first_at: string | null;
            help: components["schemas"]["Title"];
            /** Format: date-time */
            last_at: string | null;
            /**
             * Format: int64
             * @description Rows of the last 24 hours.
             */
            last_day: number;
            /**
             * Format: int64
             * @description Rows of the last 7 days.
             */
            last_week: number;
            name: string;
            /**
             * Format: int64
             * @description Who did it.
             */
            people: number | null;
            plan: components["schemas"]["EventPlan"];
            /** Format: int64 */
            props: number;
            /** Format: int64 */
            rows: number;
            /** @description Known to Shoal by itself. */
            standard: boolean;
            title: components["schemas"]["Title"];
            /** @description 30 days, oldest first. */
            trend: number[];
        };
        /** @description All events, those that plans declare and never came at the end. */
        EventList: {
            items: components["schemas"]["EventInfo"][];
        };
        /** @description What tracking plans say of it. */
        EventPlan: {
            /**
             * Format: int64
             * @description Rows of the last 7 days that came with a flag.
             */
            flagged: number;
            /**
             * Format: int64
             * @description Dead letters that are kept of it, refused by the plans.
             */
            refused: number;
            /** @description none: there is no tracking plan; unseen: declared, and never came; undeclared: came, and no plan names it. */
            status: components["schemas"]["PlanStatus"];
        };
        /** @description A property of an event. */
        EventProperty: {
            /** @description Name of the item or category it is the id of. */
            called?: string;
            name: string;
            title: components["schemas"]["Title"];
            /** @enum {string} */
            type: "number" | "text" | "time" | "bool";
            value: components["schemas"]["Scalar"] | null;
        };
        /** @description Why in, why not? */
        ExplainQuestion: {
            /** Format: date-time */
            as_of?: string;
            expression: string;
            /** @description Values of $names in the expression (dates as text), or {type, default}. */
            parameters?: {
                [key: string]: string | number | boolean | components["schemas"]["SegmentParameter"];
            };
            /** @description Any identity, or ~ and the subject. */
            person: string;
        };
        /** @description Why somebody is or is not in a set. */
        Explanation: {
            /** Format: date-time */
            as_of: string;
            /** Format: int64 */
            lsn: number;
            member: boolean;
            person: {
                id: string;
            };
            tree: components["schemas"]["Why"];
        };
        /** @description What to export. */
        ExportRequest: {
            /**
             * Format: date-time
             * @description A date (its end) or a date-time; absent = now.
             */
            as_of?: string;
            /** @description Of people: attributes, classifications, first_seen, last_seen, orders, revenue.  Of events: properties.  Absent = all attributes (properties). */
            columns?: string[];
            /** @description Only people who satisfy it. */
            expression?: string;
            /** @enum {string} */
            format: "csv" | "ndjson";
            /** @description Only people of this segment. */
            segment?: string;
            /** @enum {string} */
            what: "people" | "events";
        };
        /** @description What asking it would cost. */
        ExpressionCost: {
            /** Format: int64 */
            columns: number;
            /** Format: int64 */
            distinct: number;
            /** @enum {string} */
            level: "cheap" | "moderate" | "heavy";
            reason: components["schemas"]["Title"];
            /**
             * Format: int64
             * @description Of the events it names.
             */
            rows: number;
            /** Format: int64 */
            sequences: number;
        };
        FileColumn: {
            looks: components["schemas"]["ColumnLooks"];
            /** @description Title, number without a header, or path in NDJSON. */
            name: string;
            /** @description The first different values. */
            samples: string[];
        };
        /** @description A file nobody has described. */
        FileLook: {
            columns: components["schemas"]["FileColumn"][];
            /** @description A character, "blank", or empty for NDJSON. */
            delimiter: string;
            /** @description utf-8, utf-16 or gb18030. */
            encoding: string;
            /** @enum {string} */
            format: "csv" | "ndjson";
            header: boolean;
            /** @description The guess; only format fields when nothing could be guessed. */
            mapping: {
                [key: string]: unknown;
            };
            /** @description What a person should confirm. */
            problems: components["schemas"]["Title"][];
            quote: string;
            /** @description The first 20 rows as they are. */
            rows: string[][];
            /** @description Sources imported before with the same columns. */
            sources: string[];
            upload: components["schemas"]["Upload"];
            /** @description The same as YAML. */
            yaml: string;
        };
        FlowIdentity: {
            /**
             * Format: int64
             * @description Came from another class or from none.
             */
            arrived: number;
            class: string;
            /**
             * Format: int64
             * @description Left for a worse class.
             */
            down: number;
            /**
             * Format: int64
             * @description = stayed + arrived + entered
             */
            end: number;
            /**
             * Format: int64
             * @description Were not known at the start.
             */
            entered: number;
            /**
             * Format: int64
             * @description Left for none.
             */
            lost: number;
            /**
             * Format: int64
             * @description = stayed + up + down + lost
             */
            start: number;
            /** Format: int64 */
            stayed: number;
            /**
             * Format: int64
             * @description Left for a better class.
             */
            up: number;
        };
        FormatQuestion: {
            /** @description Values of $names in the expression (dates as text), or {type, default}. */
            parameters?: {
                [key: string]: string | number | boolean | components["schemas"]["SegmentParameter"];
            };
            tree: components["schemas"]["Builder"];
        };
        /** @description A form as text. */
        FormattedExpression: {
            expression: string;
            sentence: components["schemas"]["Title"];
        };
        /** @description How fresh the data is. */
        Freshness: {
            /**
             * Format: int64
             * @description In the workspace's zone.
             */
            events_today: number;
            /** Format: date-time */
            last_event_at: string | null;
            last_import: components["schemas"]["LastImport"] | null;
            sources: {
                /**
                 * Format: date-time
                 * @description Its latest import.
                 */
                last_at: string | null;
                /**
                 * Format: int64
                 * @description Imported so far.
                 */
                rows: number;
                source: string;
            }[];
        };
        /** @description How far people get. */
        Funnel: {
            all: components["schemas"]["FunnelGroup"];
            /** Format: date-time */
            as_of: string;
            compare: components["schemas"]["RateComparison"] | null;
            /** @description Largest first, the rest last. */
            groups: components["schemas"]["FunnelGroup"][];
            /** @description Of complete attempts. */
            histogram: components["schemas"]["DurationBin"][];
            /** Format: int64 */
            lsn: number;
            periods: components["schemas"]["FunnelPeriod"][];
            steps: components["schemas"]["FunnelStepAsked"][];
        };
        /** @description By what the funnel is broken down. */
        FunnelBreakdown: {
            /** @description Of the person. */
            attribute?: string;
            class?: string;
            expression?: string;
            /** @description Of the events, or of their items (item.brand). */
            property?: string;
            segment?: string;
            /**
             * Format: int64
             * @description With touch step: whose event's value.
             */
            step?: number;
            /**
             * @description Which value of the property; default first.
             * @enum {string}
             */
            touch?: "first" | "last" | "step" | "each";
        };
        /** @description One number of a funnel. */
        FunnelCell: {
            /** @description Only those who reached the step at least so many seconds after their first … */
            from?: number;
            /** @description Label of a group; null: without a value. */
            group?: string | null;
            /** @description Of the rest. */
            other?: boolean;
            /**
             * Format: int64
             * @description From 1, the default.
             */
            step?: number;
            /** @description … and less than so many: a bin of the histogram. */
            to?: number | null;
            /**
             * @description Default reached.
             * @enum {string}
             */
            what?: "reached" | "dropped";
        };
        /** @description What must not happen between two steps. */
        FunnelExclusion: {
            /**
             * Format: int64
             * @description The step after which it must not happen, from 1; default 1.
             */
            after?: number;
            /**
             * Format: int64
             * @description … and before this one; default the last.
             */
            before?: number;
            events: string;
        };
        /** @description All, or one group. */
        FunnelGroup: {
            /** @enum {string} */
            kind: "all" | "value" | "other";
            /** @description null: all, other, or without a value. */
            label: string | null;
            /** @description Of the item or category that the label is the id of. */
            name?: string;
            /** @description From the first to the last step. */
            seconds: components["schemas"]["Durations"] | null;
            steps: components["schemas"]["FunnelStepAnswer"][];
            /** @description Per period: reached of each step. */
            trend: number[][];
        };
        /** @description How times to convert are put into bins. */
        FunnelHistogram: {
            /**
             * Format: int64
             * @description At most so many; default 20, 0: none.
             */
            n?: number;
            /**
             * @description durations (default): borders people say, such as 1 min, 5 min, 1 h; linear: equal bins.
             * @enum {string}
             */
            scale?: "durations" | "linear";
        };
        /** @description Who is behind a number? */
        FunnelPeopleQuestion: {
            /** Format: date-time */
            as_of?: string;
            cell: components["schemas"]["FunnelCell"];
            /** @description As of listPeople. */
            columns?: string[];
            /** @description From `next` of the page before. */
            cursor?: string;
            /** @description The pages become a file: an entry in the audit trail. */
            export?: boolean;
            /** Format: int64 */
            limit?: number;
            question: components["schemas"]["FunnelQuestion"];
        };
        /** @description When runs began. */
        FunnelPeriod: {
            /** Format: date */
            from: string;
            /** @description Its last window is not over yet. */
            incomplete: boolean;
            /** Format: date */
            to: string;
        };
        /** @description How far do people get? */
        FunnelQuestion: {
            /** Format: date-time */
            as_of?: string;
            /** @description Of the histogram: {scale, n}, or a number: at most so many equal ones. */
            bins?: number | components["schemas"]["FunnelHistogram"];
            by?: components["schemas"]["FunnelBreakdown"];
            /** @description Two labels; default the two largest groups. */
            compare?: string[];
            /**
             * @description What is an attempt; default people.
             * @enum {string}
             */
            count?: "people" | "sessions" | "conversions";
            exclude?: (string | components["schemas"]["FunnelExclusion"])[];
            /** @description Silence that ends a session; default 30 minutes. */
            gap?: string;
            /** @description Properties with one value through all steps. */
            hold?: string[];
            /** @enum {string} */
            kind?: "funnel";
            /**
             * @description Default ordered.
             * @enum {string}
             */
            order?: "ordered" | "strict" | "any";
            /** @description When runs may begin; default all time. */
            range?: string | components["schemas"]["QuestionRange"];
            /** @description 1 to 20 steps. */
            steps: (string | components["schemas"]["FunnelStep"])[];
            /**
             * Format: int64
             * @description Groups told apart; default 10.
             */
            top?: number;
            /**
             * @description Also for each period of the first step.
             * @enum {string}
             */
            trend?: "none" | "day" | "week" | "month";
            /** @description Only these people. */
            who?: string;
            /** @description Elapsed time from the first step, inclusive; default 14 days. */
            within?: string;
        };
        /** @description A step of a funnel. */
        FunnelStep: {
            /** @description An event selector: view or add where channel = "app". */
            events: string;
            /** @description May be left out; never the first or last step. */
            optional?: boolean;
            title?: string;
        };
        /** @description One step of the answer. */
        FunnelStepAnswer: {
            /**
             * Format: int64
             * @description … and no later one.
             */
            dropped: number;
            /** @description Of the first step. */
            rate: number;
            /**
             * Format: int64
             * @description Attempts that did the step.
             */
            reached: number;
            /** @description From the step taken before it. */
            seconds: components["schemas"]["Durations"] | null;
            /** @description Of the step before. */
            step_rate: number;
        };
        /** @description A step as it was understood. */
        FunnelStepAsked: {
            /** @description Canonical text. */
            events: string;
            optional: boolean;
            title: string;
        };
        Health: {
            /**
             * @description `strict`: acknowledged means synced. `relaxed`: a power failure may lose what came in after the last sync.
             * @enum {string}
             */
            durability: "strict" | "relaxed";
            /** @enum {string} */
            status: "ok";
            /**
             * @description `failing` while parts of some workspace cannot be merged, for want of disk space say; events and questions go on, and it is tried again every few seconds.
             * @enum {string}
             */
            upkeep: "ok" | "failing";
            version: string;
            /**
             * @description `stopped` while a workspace takes no events because its disk failed; questions are answered, and writing goes on by itself when the disk works again.
             * @enum {string}
             */
            writes: "ok" | "stopped";
        };
        Histogram: {
            bins: components["schemas"]["HistogramBin"][];
            measure: string;
            title: components["schemas"]["Title"];
        };
        HistogramBin: {
            expression: string;
            /**
             * Format: decimal
             * @description Included.
             */
            from: string;
            /** Format: int64 */
            people: number;
            /**
             * Format: decimal
             * @description Not included; null: no upper end.
             */
            to: string | null;
        };
        Identity: {
            type: string;
            value: string;
        };
        IdentityBlock: {
            /** @description False: it counts again. */
            blocked: boolean;
            /** @description Only say what would change. */
            dry_run?: boolean;
        };
        /** @description When rules stop by themselves. */
        IdentityBreakers: {
            /**
             * Format: int64
             * @description More freeze the person.
             */
            identities_per_person: number;
            /**
             * Format: int64
             * @description A day; more freeze the person.
             */
            merges_per_person: number;
            /**
             * Format: int64
             * @description In 24 hours; more block it.
             */
            people_per_identity: number;
        };
        /** @description What was set by hand. */
        IdentityByHand: {
            /** @description False: it is so already. */
            changes: boolean;
            dry_run: boolean;
            identity: components["schemas"]["IdentityName"] | null;
            /**
             * Format: int64
             * @description Of the log record; 0: nothing was written.
             */
            lsn: number;
            /**
             * Format: int64
             * @description Subjects the person has besides.
             */
            others: number;
            /** @description External id of whose it is. */
            person: string;
        };
        /** @description How a device is used. */
        IdentityDevice: {
            /**
             * Format: int64
             * @description Accounts remembered on it, at most 5.
             */
            accounts: number;
            /**
             * Format: date-time
             * @description Of anybody.
             */
            last_login: string | null;
            /** @description This person logged in on it last and has not left. */
            owned: boolean;
            /**
             * Format: date-time
             * @description Several people use it; null: no.
             */
            shared_until: string | null;
        };
        /** @description About devices. */
        IdentityDeviceRules: {
            /**
             * Format: int64
             * @description A login claims anonymous events so far back.
             */
            claim_days: number;
            /**
             * Format: int64
             * @description What comes later switches no device.
             */
            late_hours: number;
            /**
             * Format: int64
             * @description Anonymous events are claimed in pieces of so long.
             */
            piece_days: number;
            /**
             * Format: int64
             * @description A longer gap ends a session.
             */
            session_minutes: number;
            /** Format: int64 */
            shared_accounts_7_days: number;
            /** Format: int64 */
            shared_accounts_90_days: number;
            /** Format: int64 */
            shared_days: number;
            /**
             * Format: int64
             * @description A device is its owner's so long after a login.
             */
            sticky_days: number;
        };
        /** @description Why something is this person's. */
        IdentityEvidence: {
            /** @description The two that came together … */
            a: components["schemas"]["IdentityName"] | null;
            /** @description By hand: whose. */
            author: string | null;
            /** @description … in the message. */
            b: components["schemas"]["IdentityName"] | null;
            /** @enum {string} */
            cause: "admin" | "claimed" | "session" | "sticky" | "stretch" | "attached" | "merged" | "recycled" | "numbered";
            /** @description Of the message. */
            event: string | null;
            /** @description What became this person's. */
            identity: components["schemas"]["IdentityName"] | null;
            /**
             * Format: int64
             * @description Of the log record.
             */
            lsn: number;
            /** @description As docs/IDENTITY.md numbers them; null: by hand. */
            rule: string | null;
            /** @description What sent it. */
            source: string | null;
            /**
             * Format: date-time
             * @description Of the message, or of the action by hand.
             */
            time: string | null;
        };
        /** @description An identity. */
        IdentityName: {
            /**
             * Format: int64
             * @description Names it exactly, as ~ and this number.
             */
            subject: number;
            type: string;
            value: string;
        };
        /** @description Rules for events from now on. */
        IdentityRules: {
            breakers: components["schemas"]["IdentityBreakers"];
            devices: components["schemas"]["IdentityDeviceRules"];
            /** @description Values that identify nobody, besides the built-in. */
            reject: string[];
            types: components["schemas"]["IdentityType"][];
            /** @description What holds where nothing is said. */
            usual: components["schemas"]["IdentityUsual"];
            /**
             * Format: int64
             * @description Of resources/identity_rules/identity; null: all as usual.
             */
            version: number | null;
        };
        /** @description A device of several. */
        IdentityShared: {
            /**
             * Format: int64
             * @description That were seen on it, at most 5.
             */
            accounts: number;
            identity: components["schemas"]["IdentityName"] | null;
            /** Format: date-time */
            until: string;
        };
        IdentityType: {
            /** @enum {string} */
            class: "account" | "strong" | "device" | "untyped";
            /** @description Shoal knows it; its class is fixed. */
            known: boolean;
            /**
             * Format: int64
             * @description Of one person; 0: any number.
             */
            limit: number;
            /**
             * Format: int64
             * @description Smaller is stronger.
             */
            priority: number;
            /** @description Somebody has one. */
            seen: boolean;
            type: string;
            /** Format: int64 */
            usual_limit: number | null;
            /** Format: int64 */
            usual_priority: number | null;
        };
        IdentityUsual: {
            breakers: components["schemas"]["IdentityBreakers"];
            devices: components["schemas"]["IdentityDeviceRules"];
        };
        /** @description What an operator looks after. */
        IdentityWatch: {
            /** @description The newest 500. */
            blocked: components["schemas"]["IdentityWatched"][];
            /**
             * Format: int64
             * @description That are known.
             */
            devices: number;
            /** @description Likewise. */
            frozen: components["schemas"]["IdentityWatched"][];
            /** Format: int64 */
            n_blocked: number;
            /** Format: int64 */
            n_frozen: number;
            /** Format: int64 */
            n_shared: number;
            /** @description Likewise. */
            shared: components["schemas"]["IdentityShared"][];
        };
        /** @description Blocked or frozen. */
        IdentityWatched: {
            /** Format: date-time */
            at: string | null;
            author: string | null;
            /**
             * @description Who did it.
             * @enum {string}
             */
            by: "hand" | "rules";
            /**
             * Format: int64
             * @description Subjects of that person.
             */
            identities: number;
            identity: components["schemas"]["IdentityName"] | null;
            /** @description Whose it is. */
            person: components["schemas"]["IdentityName"] | null;
            /**
             * Format: int64
             * @description Other people it was seen with lately.
             */
            seen_with: number;
        };
        ImportCounts: {
            /** Format: int64 */
            bytes: number;
            /** Format: int64 */
            duplicate: number;
            /** Format: int64 */
            events: number;
            /** Format: int64 */
            imported: number;
            /** Format: int64 */
            people: number;
            /** Format: int64 */
            read: number;
            /** Format: int64 */
            rejected: number;
        };
        /** @description Imports, newest first. */
        ImportPage: {
            items: components["schemas"]["ImportRun"][];
            next: string | null;
        };
        /** @description What to import, and how. */
        ImportRequest: {
            /** @description As an object … */
            mapping?: {
                [key: string]: unknown;
            };
            /** @description Name under which rows are recognised again. */
            source?: string;
            upload: string;
            /** @description … or as YAML text. */
            yaml?: string;
        };
        ImportRun: {
            counts: components["schemas"]["ImportCounts"];
            file: string;
            /** Format: date-time */
            finished_at: string | null;
            id: string;
            job: string | null;
            /** @description Whether its rejected rows can still be looked at. */
            rejects: boolean;
            source: string;
            /** Format: date-time */
            started_at: string;
            status: components["schemas"]["ImportStatus"];
        };
        /** @enum {string} */
        ImportStatus: "running" | "done" | "stopped" | "failed";
        Invitation: {
            email: string;
            /**
             * @description Of a new user.
             * @enum {string}
             */
            locale?: "en" | "zh";
            /** @description Of a new user. */
            name?: string;
            role: components["schemas"]["Role"];
        };
        /** @description An item of the catalogue. */
        Item: {
            /** @description Whether it is on offer. */
            active: boolean;
            brand: string | null;
            /** @description Id of its category. */
            category: string | null;
            /** @description What `item_id` of events says. */
            id: string;
            /** @description What it is. */
            kind: components["schemas"]["ItemKind"] | null;
            /** @description The id if it has none. */
            name: string;
            /** Format: decimal */
            price: string | null;
            /** @description All other properties. */
            properties: {
                [key: string]: components["schemas"]["Scalar"] | null;
            };
            /** @description What it is there for. */
            role: components["schemas"]["ItemRole"] | null;
            tags: string[];
        };
        /** @description What an item should be; null takes a value away. */
        ItemChange: {
            /** @description On offer unless it says false. */
            active?: boolean | null;
            brand?: string | null;
            category?: string | null;
            kind?: components["schemas"]["ItemKind"] | null;
            name?: string | null;
            /** Format: decimal */
            price?: string | null;
            /** @description null takes one away. */
            properties?: {
                [key: string]: components["schemas"]["Scalar"] | null;
            } | null;
            role?: components["schemas"]["ItemRole"] | null;
            tags?: string[] | null;
        };
        ItemChangeOf: {
            /** @description On offer unless it says false. */
            active?: boolean | null;
            brand?: string | null;
            category?: string | null;
            id: string;
            kind?: components["schemas"]["ItemKind"] | null;
            name?: string | null;
            /** Format: decimal */
            price?: string | null;
            /** @description null takes one away. */
            properties?: {
                [key: string]: components["schemas"]["Scalar"] | null;
            } | null;
            role?: components["schemas"]["ItemRole"] | null;
            tags?: string[] | null;
        };
        /** @enum {string} */
        ItemKind: "product" | "article" | "video" | "lecture" | "livestream" | "tutorial" | "buyer_show";
        /** @description Items. */
        ItemPage: {
            items: components["schemas"]["Item"][];
            next: string | null;
            /**
             * Format: int64
             * @description That fit.
             */
            total: number;
        };
        /** @enum {string} */
        ItemRole: "traffic" | "star" | "famous" | "refined" | "need" | "high_frequency" | "bundle" | "custom" | "service";
        ItemsChange: {
            items: components["schemas"]["ItemChangeOf"][];
        };
        ItemsChanged: {
            /**
             * Format: int64
             * @description Taken.
             */
            items: number;
            /**
             * Format: int64
             * @description Answers that have seen it have seen them.
             */
            lsn: number;
        };
        ItemsFound: {
            /** @description Those that are in the catalogue, in the order asked for. */
            items: components["schemas"]["Item"][];
        };
        ItemsOf: {
            ids: string[];
        };
        /** @description Work in the background.  It survives a restart of the server. */
        Job: {
            /** @description Who started it. */
            author: string;
            /** Format: date-time */
            created_at: string;
            files: components["schemas"]["JobFile"][];
            /** Format: date-time */
            finished_at: string | null;
            /** @description job_… */
            id: string;
            /** @description What it does. */
            kind: components["schemas"]["JobKind"];
            /** @description What was asked for. */
            params: {
                [key: string]: unknown;
            };
            /** @description What is being done: waiting, reading, writing … */
            phase: string;
            /** @description Why it failed. */
            problem: components["schemas"]["Trouble"] | null;
            /** @description 0 to 1; null while unknown. */
            progress: number | null;
            /** @description Counts; of a canceled import, of what was kept. */
            result: {
                [key: string]: unknown;
            } | null;
            /** Format: date-time */
            started_at: string | null;
            /** @description Where it is in its life. */
            status: components["schemas"]["JobStatus"];
            /** @description In words. */
            title: components["schemas"]["Title"];
        };
        /** @description A file a job made; kept for 7 days. */
        JobFile: {
            /**
             * Format: int64
             * @description Its size.
             */
            bytes: number;
            /** @description Name of the file. */
            name: string;
            /** @description Media type. */
            type: string;
        };
        /** @enum {string} */
        JobKind: "import" | "export" | "question" | "demo" | "verify" | "backup" | "coupons" | "mall";
        /** @description Jobs, newest first. */
        JobPage: {
            items: components["schemas"]["Job"][];
            next: string | null;
        };
        /** @enum {string} */
        JobStatus: "queued" | "running" | "done" | "failed" | "canceled";
        /** @description An API key. */
        Key: {
            /** Format: date-time */
            created_at: string;
            created_by: string;
            /** Format: date-time */
            expires_at: string | null;
            id: string;
            /** Format: date-time */
            last_used_at: string | null;
            /** @description The first characters of the secret, to recognise it. */
            prefix: string;
            /** Format: date-time */
            revoked_at: string | null;
            scopes: components["schemas"]["Scope"][];
            title: string;
            workspace: string;
        };
        /** @description The latest import. */
        LastImport: {
            file: string;
            /** Format: date-time */
            finished_at: string | null;
            /** Format: int64 */
            id: number;
            /** Format: int64 */
            rows: number;
            source: string;
            /** Format: date-time */
            started_at: string;
            status: components["schemas"]["ImportStatus"];
        };
        Leaderboard: {
            budget: components["schemas"]["LeaderboardBudget"];
            /** @description Empty when there is none. */
            description: components["schemas"]["Title"];
            /** Format: date-time */
            from: string | null;
            /**
             * Format: int64
             * @description Prizes, of all periods.
             */
            given: number;
            /**
             * Format: decimal
             * @description Share of people who are not listed and get nothing.
             */
            holdout: string;
            /**
             * Format: decimal
             * @description To be listed.
             */
            minimum: string | null;
            /** @description As customers see them. */
            names: components["schemas"]["LeaderboardNames"];
            /** @description The newest period that has begun; null: none has. */
            now: components["schemas"]["LeaderboardPeriod"] | null;
            order: components["schemas"]["LeaderboardOrder"];
            /** @description Who takes part; empty: everybody. */
            people: string;
            period: components["schemas"]["LeaderboardRepeat"];
            prizes: components["schemas"]["LeaderboardPrize"][];
            /** @description Why there are no standings, or old ones. */
            problem: components["schemas"]["Title"] | null;
            /** Format: date-time */
            review: string | null;
            /** @description Expression of a number; what counts is the period. */
            score: string;
            /**
             * Format: int64
             * @description So long after the end late events count.
             */
            settle_minutes: number;
            /**
             * Format: int64
             * @description Periods with final standings.
             */
            settled: number;
            /**
             * Format: int64
             * @description Places that customers see.
             */
            show: number;
            slug: string;
            /** @description Of the newest period that has begun. */
            state: components["schemas"]["LeaderboardState"];
            ties: components["schemas"]["LeaderboardTies"];
            title: components["schemas"]["Title"];
            /** Format: decimal */
            unit_cost: string | null;
            /** Format: date-time */
            until: string | null;
            /** @description Of the budget, by all periods. */
            used: components["schemas"]["LeaderboardBudget"];
            /** Format: int64 */
            version: number;
        };
        LeaderboardAmong: {
            /** @description Those who are listed, in order, each person once; `rank` is that on the board. */
            items: components["schemas"]["LeaderboardFriend"][];
            period: components["schemas"]["LeaderboardPeriod"];
            /**
             * Format: int64
             * @description Of those asked for, whom nobody knows.
             */
            unknown: number;
        };
        LeaderboardAmongGiven: {
            /** @description Any identities, such as a player's friends or the members of a team. */
            people: string[];
        };
        LeaderboardBudget: {
            /**
             * Format: int64
             * @description null: no limit.
             */
            coupons: number | null;
            /**
             * Format: decimal
             * @description null: no limit.
             */
            points: string | null;
            /**
             * Format: int64
             * @description People; null: no limit.
             */
            times: number | null;
        };
        LeaderboardFriend: {
            /**
             * Format: int64
             * @description The rank among those asked for.
             */
            among: number;
            /**
             * Format: date-time
             * @description Of the last event that counts.
             */
            at: string | null;
            /** @description The prize was given. */
            given: boolean;
            /** @description null: erased. */
            id: string | null;
            name: string | null;
            /**
             * Format: int64
             * @description From 1, each once.
             */
            position: number;
            /**
             * Format: int64
             * @description Index into `prizes`; null: none.
             */
            prize: number | null;
            /**
             * Format: int64
             * @description As ties share it.
             */
            rank: number;
            /** Format: decimal */
            score: string;
            /** Format: int64 */
            subject: number | null;
        };
        /** @enum {string} */
        LeaderboardNames: "masked" | "hidden";
        /** @enum {string} */
        LeaderboardOrder: "highest" | "lowest";
        LeaderboardPeriod: {
            /**
             * Format: date-time
             * @description When these standings were made; null: they are not yet.
             */
            as_of: string | null;
            /** @description All prizes are given. */
            awarded: boolean;
            /** Format: date-time */
            from: string;
            /**
             * Format: int64
             * @description The first so many can be paged through.
             */
            kept: number;
            /**
             * Format: int64
             * @description What of the log is in them.
             */
            lsn: number;
            /**
             * Format: int64
             * @description Listed.
             */
            people: number;
            state: components["schemas"]["LeaderboardState"];
            /**
             * Format: date-time
             * @description Exclusive.
             */
            until: string;
            /**
             * Format: int64
             * @description Who got a prize.
             */
            winners: number;
        };
        LeaderboardPeriods: {
            /** @description Newest first. */
            items: components["schemas"]["LeaderboardPeriod"][];
            next: string | null;
        };
        LeaderboardPerson: {
            /** @description The nearest last; of final standings those kept in order. */
            above: components["schemas"]["LeaderboardPlace"][];
            /**
             * Format: int64
             * @description Who stand behind.
             */
            behind: number;
            below: components["schemas"]["LeaderboardPlace"][];
            /**
             * Format: decimal
             * @description These as a percentage of those listed.
             */
            better_than: string;
            /**
             * Format: decimal
             * @description To the next better score; null: nobody has one.
             */
            gap: string | null;
            /** @description Of the people who take no part. */
            held_out: boolean;
            listed: boolean;
            period: components["schemas"]["LeaderboardPeriod"];
            /** @description null: not listed. */
            place: components["schemas"]["LeaderboardPlace"] | null;
        };
        LeaderboardPlace: {
            /**
             * Format: date-time
             * @description Of the last event that counts.
             */
            at: string | null;
            /** @description The prize was given. */
            given: boolean;
            /** @description null: erased. */
            id: string | null;
            name: string | null;
            /**
             * Format: int64
             * @description From 1, each once.
             */
            position: number;
            /**
             * Format: int64
             * @description Index into `prizes`; null: none.
             */
            prize: number | null;
            /**
             * Format: int64
             * @description As ties share it.
             */
            rank: number;
            /** Format: decimal */
            score: string;
            /** Format: int64 */
            subject: number | null;
        };
        LeaderboardPreview: {
            /** @description The first ten. */
            items: components["schemas"]["LeaderboardPlace"][];
            /** @description Of now; of a stretch to come, one of its length that ends now. */
            period: components["schemas"]["LeaderboardPeriod"];
        };
        LeaderboardPreviewGiven: {
            /** @description The document. */
            doc: {
                [key: string]: unknown;
            };
        };
        LeaderboardPrize: {
            /**
             * Format: int64
             * @description Ranks, from 1.
             */
            from: number;
            rewards: components["schemas"]["LeaderboardReward"][];
            /** Format: int64 */
            to: number;
        };
        /** @enum {string} */
        LeaderboardRepeat: "once" | "day" | "week" | "month";
        LeaderboardReward: {
            /** Format: int64 */
            count?: number;
            /** @description Kind of the coupons. */
            coupon?: string;
            currency?: string;
            /** Format: decimal */
            points?: string;
        };
        LeaderboardRow: {
            /**
             * Format: int64
             * @description Prizes, of all periods.
             */
            given: number;
            /** @description The newest period that has begun; null: none has. */
            now: components["schemas"]["LeaderboardPeriod"] | null;
            order: components["schemas"]["LeaderboardOrder"];
            period: components["schemas"]["LeaderboardRepeat"];
            /** @description Why there are no standings, or old ones. */
            problem: components["schemas"]["Title"] | null;
            /**
             * Format: int64
             * @description Periods with final standings.
             */
            settled: number;
            slug: string;
            /** @description Of the newest period that has begun. */
            state: components["schemas"]["LeaderboardState"];
            ties: components["schemas"]["LeaderboardTies"];
            title: components["schemas"]["Title"];
            /** Format: int64 */
            version: number;
        };
        Leaderboards: {
            items: components["schemas"]["LeaderboardRow"][];
        };
        LeaderboardStandings: {
            /** @description In order. */
            items: components["schemas"]["LeaderboardPlace"][];
            next: string | null;
            period: components["schemas"]["LeaderboardPeriod"];
        };
        /** @enum {string} */
        LeaderboardState: "draft" | "coming" | "running" | "settling" | "settled" | "archived";
        /** @enum {string} */
        LeaderboardTies: "shared" | "dense" | "first";
        /** @enum {string} */
        LedgerBucket: "available" | "pending" | "frozen";
        LedgerEntry: {
            /**
             * Format: int64
             * @description A person has one for each identity that something happened to.
             */
            account: number;
            /** @description A user (usr_…), an API key (key_…), `earn` for rules, what gave it otherwise (`programme` …), `cli`; empty: the clock. */
            actor: string;
            /** @description Of a user or a key; null: neither, or not known any more. */
            actor_name: string | null;
            /**
             * Format: decimal
             * @description Signed.
             */
            amount: string;
            /** Format: date-time */
            at: string;
            /**
             * Format: decimal
             * @description Of this bucket of the account afterwards.
             */
            balance: string;
            bucket: components["schemas"]["LedgerBucket"];
            kind: components["schemas"]["LedgerKind"];
            /**
             * Format: int64
             * @description Its number; later ones are larger.
             */
            n: number;
            /**
             * Format: int64
             * @description The transaction that it gives back.
             */
            of: number | null;
            reason: string;
            ref: string;
            /** @description Of an account that is nobody's. */
            system: components["schemas"]["LedgerSystem"] | null;
            /** Format: int64 */
            txn: number;
        };
        /** @enum {string} */
        LedgerKind: "earn" | "grant" | "spend" | "refund" | "reverse" | "clawback" | "transfer" | "freeze" | "unfreeze" | "adjust" | "expire" | "release";
        /** @enum {string} */
        LedgerSystem: "issued" | "spent" | "expired" | "shortfall" | "adjusted";
        /** @description All of a currency; the amounts sum to zero. */
        LedgerTotal: {
            /** Format: int64 */
            accounts: number;
            /** Format: decimal */
            adjusted: string;
            /**
             * Format: decimal
             * @description Of all people.
             */
            available: string;
            currency: string;
            /** Format: decimal */
            expired: string;
            /** Format: decimal */
            frozen: string;
            /**
             * Format: decimal
             * @description Of the system account, hence below zero.
             */
            issued: string;
            /** Format: decimal */
            pending: string;
            /**
             * Format: decimal
             * @description Taken back and not there any more.
             */
            shortfall: string;
            /** Format: decimal */
            spent: string;
        };
        LedgerTotals: {
            items: components["schemas"]["LedgerTotal"][];
        };
        /** @description A login link. */
        LoginLink: {
            /** Format: date-time */
            expires_at: string;
            /** @description For POST /api/login/link, once. */
            token: string;
        };
        LoginLinkRequest: {
            /** @description From the link, after #token=. */
            token: string;
        };
        LoginRequest: {
            email: string;
            password: string;
        };
        /** @description What was granted at once. */
        Lot: {
            /**
             * Format: date-time
             * @description null: never.
             */
            expires_at: string | null;
            /** Format: decimal */
            granted: string;
            /**
             * Format: decimal
             * @description Frozen of it.
             */
            held: string;
            /** Format: int64 */
            n: number;
            /**
             * Format: date-time
             * @description Spendable from then on; null: now.
             */
            ready_at: string | null;
            /**
             * Format: decimal
             * @description Not spent yet.
             */
            rest: string;
            /**
             * Format: int64
             * @description The transaction that granted it.
             */
            txn: number;
        };
        LotTaken: {
            /** Format: decimal */
            amount: string;
            /**
             * Format: decimal
             * @description Given back of it since.
             */
            back: string;
            /**
             * Format: date-time
             * @description null: never.
             */
            expires_at: string | null;
            /** Format: int64 */
            lot: number;
            /**
             * Format: int64
             * @description The transaction that granted the lot.
             */
            txn: number;
        };
        MallBulk: {
            /**
             * Format: date-time
             * @description Ordered from then on.
             */
            from?: string;
            item?: string;
            /** @description These; or a filter, of which all are meant. */
            orders?: number[];
            /** @description Any identity, or ~ and a subject. */
            person?: string;
            /** @description Of a cancellation. */
            reason?: string;
            /** @description Of a cancellation; true if not given. */
            restock?: boolean;
            /** @description Every one it is done in, if not given. */
            state?: components["schemas"]["MallOrderState"];
            /**
             * Format: date-time
             * @description Ordered before then; a date: until its end.
             */
            to?: string;
            what: components["schemas"]["MallBulkWhat"];
        };
        /** @enum {string} */
        MallBulkWhat: "ready" | "done" | "cancel";
        MallCancel: {
            reason?: string;
            /** @description false: what comes back is not sold again; true if not given, but for codes that somebody has seen. */
            restock?: boolean;
        };
        MallCode: {
            code: string;
            pin: string | null;
        };
        MallCodeMasked: {
            /** @description The end of a long one; the rest is dots. */
            shown: string;
            state: components["schemas"]["MallCodeState"];
        };
        MallCodeNew: {
            code: string;
            /** @description That some codes have. */
            pin?: string;
        };
        MallCodeRefused: {
            /** @description `mall_code_bad`, `mall_code_twice`, `mall_code_known`. */
            code: string;
            /**
             * Format: int64
             * @description Which of them, from 1.
             */
            line: number;
            message: string;
        };
        MallCodes: {
            /** @description One for each piece. */
            codes: components["schemas"]["MallCode"][];
        };
        MallCodesAdded: {
            /** Format: int64 */
            added: number;
            /** @description The answer to an earlier, same request. */
            again: boolean;
            /** Format: int64 */
            import: number;
            refused: components["schemas"]["MallCodeRefused"][];
        };
        MallCodesFile: {
            /** @description A file with one code a line; of CSV the first column is the code, the second its PIN. */
            upload: string;
        };
        MallCodesNew: {
            /** @description At most 5,000; more by a file. */
            codes: components["schemas"]["MallCodeNew"][];
        };
        MallCodesOf: {
            pool: string;
            /**
             * Format: int64
             * @description Few are left when fewer than this are free.
             */
            warn: number;
        };
        /** @enum {string} */
        MallCodeState: "free" | "held" | "given" | "spent" | "withdrawn";
        MallContact: {
            address: string;
            name: string;
            note: string;
            phone: string;
        };
        MallDaySum: {
            /**
             * Format: int64
             * @description Orders that wait for money.
             */
            awaiting: number;
            /**
             * Format: int64
             * @description Orders canceled or returned.
             */
            back: number;
            /**
             * Format: int64
             * @description Handed out, with those that came back and are spent.
             */
            codes: number;
            /**
             * Format: decimal
             * @description With what came back and is not sold again.
             */
            cost: string;
            /** @description Of the points. */
            currency: string;
            /**
             * Format: date
             * @description When it was ordered.
             */
            day: string;
            /** Format: decimal */
            money: string;
            /**
             * Format: int64
             * @description Placed, and not given back.
             */
            orders: number;
            /** Format: int64 */
            pieces: number;
            /** Format: decimal */
            points: string;
        };
        /** @description What the whole order is to cost; otherwise it is refused. */
        MallExpect: {
            /**
             * Format: decimal
             * @description 0 if not given.
             */
            money?: string;
            /** Format: decimal */
            points: string;
        };
        /** @enum {string} */
        MallHand: "reward" | "ship" | "pick_up" | "virtual";
        MallImport: {
            /** @description A user (usr_…), an API key (key_…), `cli`. */
            actor: string;
            /** @description Of a user or a key; null: neither, or not known any more. */
            actor_name: string | null;
            /**
             * Format: int64
             * @description Codes among them; the others were refused.
             */
            added: number;
            /** Format: date-time */
            at: string;
            /**
             * Format: int64
             * @description Lines that are settled.
             */
            done: number;
            /**
             * Format: int64
             * @description Its number.
             */
            import: number;
            /** Format: int64 */
            lines: number;
        };
        /** @description An item of the points mall, with what is left of it. */
        MallItem: {
            /** @description Who may; empty: everybody. */
            audience: string;
            /**
             * Format: decimal
             * @description What all orders together may cost; null: no limit.
             */
            budget: string | null;
            /** @description Empty: none. */
            category: components["schemas"]["Title"];
            /** @description The pool whose codes it hands out; null: none. */
            codes: components["schemas"]["MallCodesOf"] | null;
            /**
             * Format: decimal
             * @description Of the orders so far.
             */
            cost: string;
            currency: string;
            /** @description On sale, and few codes are left. */
            few_codes: boolean;
            /** Format: date-time */
            from: string | null;
            /**
             * Format: int64
             * @description Pieces that came back and are not sold again.
             */
            gone: number;
            /** @description How somebody gets it. */
            hand: components["schemas"]["MallHand"];
            /**
             * Format: int64
             * @description Pieces of orders that wait for money.
             */
            held: number;
            /**
             * Format: int64
             * @description Of the stock; null: no limit.
             */
            left: number | null;
            /**
             * Format: int64
             * @description null: no limit.
             */
            left_today: number | null;
            /** @description The first that holds of somebody is their price. */
            levels: components["schemas"]["MallLevel"][];
            limits: components["schemas"]["MallLimits"];
            /**
             * Format: decimal
             * @description And so much of the workspace's currency; 0: none.
             */
            money: string;
            /**
             * Format: int64
             * @description Pieces of one order, at most.
             */
            most: number;
            /**
             * Format: int64
             * @description How long an order waits for money.
             */
            pay_minutes: number;
            /** @description Where a customer pays; empty: nowhere. */
            pay_url: string;
            /** @description Address; empty: none. */
            picture: string;
            /**
             * Format: decimal
             * @description Price of one.
             */
            points: string;
            /** @description null: not `reward`. */
            reward: components["schemas"]["MallReward"] | null;
            slug: string;
            /**
             * Format: int64
             * @description Pieces that are somebody's.
             */
            sold: number;
            state: components["schemas"]["MallItemState"];
            /**
             * Format: int64
             * @description Of all versions; null: no limit.
             */
            stock: number | null;
            /**
             * Format: int64
             * @description null: no limit.
             */
            stock_per_day: number | null;
            /** @description Where it is picked up; empty: anywhere. */
            stores: string[];
            text: components["schemas"]["Title"];
            title: components["schemas"]["Title"];
            /**
             * Format: decimal
             * @description What one costs the brand.
             */
            unit_cost: string;
            /** Format: date-time */
            until: string | null;
            /** Format: int64 */
            version: number;
            /**
             * Format: int64
             * @description Orders that somebody has to do something about.
             */
            waiting: number;
        };
        MallItems: {
            /** @description By slug; drafts and archived ones too. */
            items: components["schemas"]["MallItem"][];
        };
        /** @enum {string} */
        MallItemState: "draft" | "coming" | "on_sale" | "sold_out" | "over" | "archived";
        MallItemSum: {
            /**
             * Format: int64
             * @description Orders that wait for money.
             */
            awaiting: number;
            /**
             * Format: int64
             * @description Orders canceled or returned.
             */
            back: number;
            /**
             * Format: int64
             * @description Handed out, with those that came back and are spent.
             */
            codes: number;
            /**
             * Format: decimal
             * @description With what came back and is not sold again.
             */
            cost: string;
            /** @description Of the points. */
            currency: string;
            item: string;
            /** Format: decimal */
            money: string;
            /**
             * Format: int64
             * @description Placed, and not given back.
             */
            orders: number;
            /** Format: int64 */
            pieces: number;
            /** Format: decimal */
            points: string;
        };
        /** @description A lower price. */
        MallLevel: {
            /** Format: decimal */
            money: string;
            /** Format: decimal */
            points: string;
            title: components["schemas"]["Title"];
            /** @description Of whom it is the price. */
            when: string;
        };
        /** @description Pieces of one person, in calendar days of the workspace. */
        MallLimits: {
            /**
             * Format: int64
             * @description null: no limit.
             */
            in_all: number | null;
            /** Format: int64 */
            per_day: number | null;
            /** Format: int64 */
            per_month: number | null;
            /**
             * Format: int64
             * @description Weeks begin on Monday.
             */
            per_week: number | null;
        };
        /** @description An item of the mall for one person. */
        MallOffer: {
            /**
             * Format: decimal
             * @description What the person can spend.
             */
            balance: string;
            /** @description Empty: none. */
            category: components["schemas"]["Title"];
            currency: string;
            currency_title: components["schemas"]["Title"];
            /** Format: date-time */
            from: string | null;
            /** Format: decimal */
            full_money: string;
            /**
             * Format: decimal
             * @description The usual price.
             */
            full_points: string;
            /** @description `ship`: an order needs a contact; `pick_up`: a store. */
            hand: components["schemas"]["MallHand"];
            /**
             * Format: int64
             * @description null: no limit.
             */
            left: number | null;
            /**
             * Format: int64
             * @description What the person may still have; null: no limit.
             */
            left_person: number | null;
            /**
             * Format: int64
             * @description null: no limit.
             */
            left_today: number | null;
            /** @description Whose lower price it is; null: the usual one, or without a name. */
            level: components["schemas"]["Title"] | null;
            limits: components["schemas"]["MallLimits"];
            /**
             * Format: decimal
             * @description Of the price of one.
             */
            missing: string;
            /**
             * Format: decimal
             * @description And so much of the workspace's currency; 0: none.
             */
            money: string;
            /**
             * Format: int64
             * @description How many of it an order may have now.
             */
            most: number;
            /**
             * Format: int64
             * @description How long an order waits for money.
             */
            pay_minutes: number;
            /** @description Address; empty: none. */
            picture: string;
            /**
             * Format: decimal
             * @description Price of one, for this person.
             */
            points: string;
            slug: string;
            /** @description Where it is picked up; empty: anywhere. */
            stores: string[];
            text: components["schemas"]["Title"];
            title: components["schemas"]["Title"];
            unit: components["schemas"]["Title"];
            /** Format: date-time */
            until: string | null;
            /** @description Why none; null: it can be ordered. */
            why: components["schemas"]["MallWhy"] | null;
        };
        MallOffers: {
            /** @description On sale, or will be; by slug. */
            items: components["schemas"]["MallOffer"][];
        };
        MallOrder: {
            /** Format: date-time */
            at: string;
            /**
             * Format: int64
             * @description What gave them back.
             */
            back_txn: number | null;
            carrier: string;
            /** Format: date-time */
            changed_at: string;
            /** @description null: none, or not to be seen by who asks. */
            contact: components["schemas"]["MallContact"] | null;
            /** Format: decimal */
            cost: string;
            /** @description Of the points. */
            currency: string;
            hand: components["schemas"]["MallHand"];
            /** @description It hands out codes. */
            has_codes: boolean;
            has_contact: boolean;
            item: string;
            /** @description What came back is not sold again. */
            kept: boolean;
            /**
             * Format: decimal
             * @description In all, of the workspace's currency.
             */
            money: string;
            /**
             * Format: int64
             * @description Number of the order.
             */
            n: number;
            /** @description Of the parcel. */
            number: string;
            /**
             * Format: date-time
             * @description null: nothing is to be paid.
             */
            pay_until: string | null;
            /** @description Where it is paid; null: nothing to pay, or nowhere. */
            pay_url: string | null;
            /** @description null: erased. */
            person: string | null;
            picture: string;
            /**
             * Format: decimal
             * @description In all.
             */
            points: string;
            /** @description Whose codes it has; null: none. */
            pool: string | null;
            /** Format: int64 */
            quantity: number;
            /** @description Of a cancellation or return; `unpaid`: not paid in time. */
            reason: string;
            /** @description Of the payment. */
            ref: string;
            state: components["schemas"]["MallOrderState"];
            /** @description Where it is picked up. */
            store: string;
            /** Format: int64 */
            subject: number | null;
            /** @description Of the item, as it was ordered. */
            title: components["schemas"]["Title"];
            /**
             * Format: int64
             * @description What took the points.
             */
            txn: number | null;
            /**
             * Format: int64
             * @description Of the item, whose price it is.
             */
            version: number;
        };
        MallOrdered: {
            /** @description The answer to an earlier, same request; the order is as it is now. */
            again: boolean;
            /**
             * Format: decimal
             * @description Of the person after the order.
             */
            balance: string;
            order: components["schemas"]["MallOrder"];
        };
        MallOrderFile: {
            /** Format: date-time */
            at: string;
            /**
             * Format: int64
             * @description What gave them back.
             */
            back_txn: number | null;
            carrier: string;
            /** Format: date-time */
            changed_at: string;
            /** @description That it has; they are shown by `showMallCodes`. */
            codes: components["schemas"]["MallCodeMasked"][];
            /** @description null: none, or not to be seen by who asks. */
            contact: components["schemas"]["MallContact"] | null;
            /** Format: decimal */
            cost: string;
            /** @description Of the points. */
            currency: string;
            /** @description Whether the reward was handed over; null: it gives none. */
            given: boolean | null;
            hand: components["schemas"]["MallHand"];
            /** @description It hands out codes. */
            has_codes: boolean;
            has_contact: boolean;
            item: string;
            /** @description What came back is not sold again. */
            kept: boolean;
            /**
             * Format: decimal
             * @description In all, of the workspace's currency.
             */
            money: string;
            /**
             * Format: int64
             * @description Number of the order.
             */
            n: number;
            /** @description Of the parcel. */
            number: string;
            /**
             * Format: date-time
             * @description null: nothing is to be paid.
             */
            pay_until: string | null;
            /** @description Where it is paid; null: nothing to pay, or nowhere. */
            pay_url: string | null;
            /** @description null: erased. */
            person: string | null;
            picture: string;
            /**
             * Format: decimal
             * @description In all.
             */
            points: string;
            /** @description Whose codes it has; null: none. */
            pool: string | null;
            /** Format: int64 */
            quantity: number;
            /** @description Of a cancellation or return; `unpaid`: not paid in time. */
            reason: string;
            /** @description Of the payment. */
            ref: string;
            state: components["schemas"]["MallOrderState"];
            /** @description What was done to it, oldest first. */
            steps: components["schemas"]["MallStep"][];
            /** @description Where it is picked up. */
            store: string;
            /** Format: int64 */
            subject: number | null;
            /** @description Of the item, as it was ordered. */
            title: components["schemas"]["Title"];
            /**
             * Format: int64
             * @description What took the points.
             */
            txn: number | null;
            /**
             * Format: int64
             * @description Of the item, whose price it is.
             */
            version: number;
        };
        MallOrders: {
            /** @description Newest first. */
            items: components["schemas"]["MallOrder"][];
            next: string | null;
        };
        /** @enum {string} */
        MallOrderState: "awaiting_payment" | "placed" | "shipped" | "ready" | "done" | "canceled" | "returned";
        MallParcel: {
            carrier?: string;
            /** @description Of the parcel. */
            number?: string;
            /** Format: int64 */
            order: number;
        };
        MallParcels: {
            parcels: components["schemas"]["MallParcel"][];
        };
        MallPay: {
            /**
             * Format: decimal
             * @description What was paid: all that the order costs in money.
             */
            money: string;
            /** @description Of the payment. */
            ref?: string;
        };
        MallPlace: {
            /** @description Of items that are sent, and only of those. */
            contact?: components["schemas"]["MallTo"];
            expect?: components["schemas"]["MallExpect"];
            item: string;
            /**
             * Format: int64
             * @description 1 if not given.
             */
            quantity?: number;
            /** @description Of items that are picked up. */
            store?: string;
        };
        MallPoints: {
            currency: string;
            /** Format: decimal */
            points: string;
        };
        /** @description Codes that items of the mall hand out. */
        MallPool: {
            /** @description Something on sale hands them out, and few are free. */
            few: boolean;
            /**
             * Format: int64
             * @description To be handed out.
             */
            free: number;
            /**
             * Format: int64
             * @description Handed out.
             */
            given: number;
            /**
             * Format: int64
             * @description Of orders that wait for money.
             */
            held: number;
            /** @description Slugs of the items that hand them out; at most 20. */
            items: string[];
            slug: string;
            /**
             * Format: int64
             * @description Of orders that were given back; handed out to nobody again.
             */
            spent: number;
            /**
             * Format: int64
             * @description Few are left when fewer than this are free; 0: no item says.
             */
            warn: number;
            /**
             * Format: int64
             * @description Taken out by hand.
             */
            withdrawn: number;
        };
        MallPoolFile: {
            /** @description Newest first, at most 50. */
            imports: components["schemas"]["MallImport"][];
            pool: components["schemas"]["MallPool"];
        };
        MallPools: {
            /** @description By slug; those that items wait for too. */
            items: components["schemas"]["MallPool"][];
        };
        MallReach: {
            /**
             * Format: decimal
             * @description That was paid for them; the shop's to give back.
             */
            money: string;
            /** @description There are more than that. */
            more: boolean;
            /**
             * Format: int64
             * @description Named ones that are in another state, or not there.
             */
            not_so: number;
            /**
             * Format: int64
             * @description Of which it can be done; at most 100,000 at once.
             */
            orders: number;
            /** Format: int64 */
            people: number;
            /** Format: int64 */
            pieces: number;
            /** @description That the orders cost; a cancellation gives them back. */
            points: components["schemas"]["MallPoints"][];
        };
        MallReport: {
            /** @description By day and currency: every day of them, without orders too; none when nobody ordered. */
            days: components["schemas"]["MallDaySum"][];
            /** Format: date */
            from: string;
            /** @description By item and currency. */
            items: components["schemas"]["MallItemSum"][];
            /**
             * Format: int64
             * @description Who ordered, each once.
             */
            people: number;
            /** Format: date */
            to: string;
        };
        MallReturn: {
            reason?: string;
            /** @description false: what comes back is not sold again; true if not given, but for codes that somebody has seen. */
            restock?: boolean;
        };
        /** @description What one of it gives at once. */
        MallReward: {
            /** @description Kind of the coupons; empty: points. */
            coupon: string;
            /** Format: int64 */
            coupons: number;
            currency: string;
            /** Format: decimal */
            points: string;
        };
        MallShip: {
            carrier?: string;
            /** @description Of the parcel. */
            number?: string;
        };
        MallShipOutcome: {
            /** @description Why not. */
            code: string | null;
            message: string | null;
            ok: boolean;
            /** Format: int64 */
            order: number;
        };
        MallShipOutcomes: {
            /** @description As asked. */
            items: components["schemas"]["MallShipOutcome"][];
        };
        MallStep: {
            /** @description A user (usr_…), an API key (key_…), a visitor (visit:…), `cli`; `mall`: the clock. */
            actor: string;
            /** @description Of a user or a key; null: neither, or not known any more. */
            actor_name: string | null;
            /** Format: date-time */
            at: string;
            note: string;
            what: components["schemas"]["MallStepWhat"];
        };
        /** @enum {string} */
        MallStepWhat: "order" | "pay" | "ship" | "ready" | "done" | "cancel" | "return" | "expire" | "restock";
        /** @description Where something is sent. */
        MallTo: {
            address: string;
            name: string;
            note?: string;
            phone: string;
        };
        /** @enum {string} */
        MallWhy: "early" | "over" | "audience" | "sold_out" | "sold_out_today" | "budget" | "limit" | "balance";
        MallWithdraw: {
            /**
             * Format: int64
             * @description Of this import only.
             */
            import?: number;
            reason?: string;
        };
        MallWithdrawn: {
            /**
             * Format: int64
             * @description That were free.
             */
            codes: number;
        };
        /** @description Who is asking. */
        Me: {
            /**
             * @description A signed-in user, or an API key.
             * @enum {string}
             */
            actor: "user" | "key";
            /** @description For the header X-CSRF-Token of every request that is not a GET; null for a key. */
            csrf: string | null;
            may_create_workspaces: boolean;
            /**
             * Format: date-time
             * @description The server's clock.
             */
            now: string;
            /** @description Owner of all workspaces. */
            server_owner: boolean;
            /** @description Null for a key. */
            user: {
                email: string;
                id: string;
                /** @enum {string} */
                locale: "en" | "zh";
                name: string;
            } | null;
            /** @description Of the server. */
            version: string;
            /** @description Those one may enter. */
            workspaces: {
                /** @description ISO 4217. */
                currency: string;
                role: components["schemas"]["Role"];
                slug: string;
                title: string;
                /** @description IANA time zone. */
                zone: string;
            }[];
        };
        MeChange: {
            /** @enum {string} */
            locale?: "en" | "zh";
            name?: string;
        };
        /** @description A person in a programme. */
        Member: {
            benefits: components["schemas"]["Title"][];
            /** @description Canceled: ends with the term. */
            ends: boolean;
            /** @description Newest first. */
            gifts: components["schemas"]["MemberGift"][];
            /** Format: date-time */
            grace_until: string | null;
            /**
             * Format: decimal
             * @description What counts for reaching levels.
             */
            growth: string;
            /** @description Set by hand: neither rises nor falls. */
            held: boolean;
            /** Format: date-time */
            held_until: string | null;
            /** @description Newest first. */
            history: components["schemas"]["TierChange"][];
            /** Format: date-time */
            joined_at: string | null;
            /**
             * Format: decimal
             * @description What counts for keeping the level.
             */
            keeping: string;
            /** Format: date-time */
            left_at: string | null;
            level: components["schemas"]["MemberLevel"] | null;
            /** Format: date-time */
            level_since: string | null;
            /**
             * Format: int64
             * @description Number of the membership that counts.
             */
            member: number;
            /**
             * Format: int64
             * @description Active ones of the person: several when members became one person.
             */
            memberships: number;
            /**
             * Format: decimal
             * @description Growth missing to it.
             */
            missing: string | null;
            /**
             * Format: decimal
             * @description Of points.
             */
            multiplier: string;
            /** @description The next level by growth. */
            next: components["schemas"]["MemberLevel"] | null;
            /** Format: date-time */
            paid_grace: string | null;
            /** Format: date-time */
            paid_until: string | null;
            /**
             * Format: date-time
             * @description null: it never ends.
             */
            period_end: string | null;
            /** Format: date-time */
            period_from: string | null;
            plan: string;
            programme: {
                slug: string;
                title: components["schemas"]["Title"];
            };
            services: components["schemas"]["MemberService"][];
            source: string;
            staff: string;
            status: components["schemas"]["MemberStatus"];
            store: string;
            /** @description Newest first. */
            terms: components["schemas"]["MemberTerm"][];
        };
        MemberCancel: {
            /** @description Else at the end of the term. */
            at_once?: boolean;
            /** @description The same key again gives the first answer, for ever. */
            key?: string;
            reason?: string;
        };
        MemberCount: {
            level: string;
            /** Format: int64 */
            members: number;
            status: components["schemas"]["MemberStatus"];
        };
        MemberCounts: {
            items: components["schemas"]["MemberCount"][];
        };
        MemberDone: {
            /** @description The answer to an earlier, same request. */
            again: boolean;
            /**
             * Format: decimal
             * @description Paid, or given back.
             */
            amount: string;
            /** @description false: it was so already. */
            changed: boolean;
            level: string;
            /** Format: int64 */
            member: number;
            /**
             * Format: int64
             * @description Uses left.
             */
            remaining: number | null;
            status: components["schemas"]["MemberStatus"];
            /**
             * Format: date-time
             * @description End of the term, or of the quota's time.
             */
            until: string | null;
        };
        MemberGift: {
            /** Format: date-time */
            at: string;
            /** @description Kind of the coupon; empty: points or turns. */
            coupon: string;
            /** Format: int64 */
            coupons: number;
            currency: string;
            /** @description A draw that turns are given in; or empty. */
            draw: string;
            /** @description Whether it has been handed over. */
            given: boolean;
            /** @description upgrade:…, birthday:…, member_day:… */
            occasion: string;
            /** Format: decimal */
            points: string;
            /** Format: int64 */
            turns: number;
        };
        MemberJoin: {
            /** @description The same key again gives the first answer, for ever. */
            key?: string;
            /** @description Where the person joined. */
            source?: string;
            staff?: string;
            store?: string;
            /** @description Type of the identity, to make an unknown person, e.g. user_id. */
            type?: string;
        };
        MemberLeave: {
            /** @description The same key again gives the first answer, for ever. */
            key?: string;
            reason?: string;
        };
        /** @description A level of a programme. */
        MemberLevel: {
            slug: string;
            title: components["schemas"]["Title"];
        };
        MemberLevelSet: {
            /** @description The same key again gives the first answer, for ever. */
            key?: string;
            /** @description Slug; empty = none. */
            level: string;
            reason: string;
            /**
             * Format: date-time
             * @description Until then it neither rises nor falls; a date: through that day; for ever if not given.
             */
            until?: string;
        };
        MemberPage: {
            items: components["schemas"]["MemberRow"][];
            next: string | null;
        };
        MemberRefund: {
            /** @description The same key again gives the first answer, for ever. */
            key: string;
            /** @description That bought the term. */
            order: string;
            reason?: string;
        };
        MemberRenew: {
            /** @description The same key again gives the first answer, for ever. */
            key: string;
            order: string;
            /** @description The plan of now if not given. */
            plan?: string;
            /**
             * Format: decimal
             * @description What was paid; the plan's if not given.
             */
            price?: string;
        };
        MemberRow: {
            /** Format: date-time */
            joined_at: string | null;
            /** @description Who that is now; null: erased. */
            known: {
                id: string;
                name: string | null;
                /** Format: int64 */
                subject: number;
            } | null;
            /** @description Slug; empty = none. */
            level: string;
            /** Format: date-time */
            level_since: string | null;
            /** Format: int64 */
            member: number;
            /** Format: date-time */
            paid_until: string | null;
            /** Format: date-time */
            period_end: string | null;
            /** @description ~ and the subject that joined; empty: erased. */
            person: string;
            source: string;
            staff: string;
            status: components["schemas"]["MemberStatus"];
            store: string;
        };
        MemberService: {
            /** @description day, month, year, period. */
            per: string;
            /** @description What is promised; empty when nothing is. */
            promise: components["schemas"]["Title"];
            /**
             * Format: int64
             * @description null: no limit.
             */
            remaining: number | null;
            /**
             * Format: date-time
             * @description When the quota begins anew.
             */
            renews_at: string | null;
            slug: string;
            title: components["schemas"]["Title"];
            /** Format: int64 */
            used: number;
        };
        /** @enum {string} */
        MemberStatus: "active" | "left" | "lapsed";
        MemberSubscribe: {
            /** @description The same key again gives the first answer, for ever. */
            key: string;
            /** @description Of the payment; not for a trial. */
            order?: string;
            plan: string;
            /**
             * Format: decimal
             * @description What was paid; the plan's if not given.
             */
            price?: string;
            /** @description Where the person joined. */
            source?: string;
            staff?: string;
            store?: string;
            trial?: boolean;
            /** @description Type of the identity, to make an unknown person, e.g. user_id. */
            type?: string;
        };
        MemberTerm: {
            /** Format: date-time */
            from: string;
            order: string;
            plan: string;
            /** Format: decimal */
            price: string;
            /** Format: decimal */
            refund: string;
            refunded: boolean;
            trial: boolean;
            /** Format: date-time */
            until: string;
        };
        MemberUse: {
            /** @description The same key again gives the first answer, for ever. */
            key: string;
            /** Format: int64 */
            quantity?: number;
            service: string;
        };
        /** @description Why a merge needs force. */
        MergeConflict: {
            /**
             * Format: int64
             * @description They would have together.
             */
            count: number;
            /**
             * Format: int64
             * @description A person may have.
             */
            limit: number;
            type: string;
        };
        /** @description Another value. */
        MovedAttribute: {
            after: components["schemas"]["Scalar"] | null;
            before: components["schemas"]["Scalar"] | null;
            name: string;
            title: components["schemas"]["Title"];
        };
        /** @description One of those concerned: as whom they count now, and as whom they would. */
        MovePreview: {
            attributes: components["schemas"]["MovedAttribute"][];
            /** @description Of at most 200 active segments. */
            entered: {
                slug: string;
                title: components["schemas"]["Title"];
            }[];
            /** @description Would be part of another. */
            gone: boolean;
            /** @description Who. */
            identity: components["schemas"]["IdentityName"] | null;
            left: {
                slug: string;
                title: components["schemas"]["Title"];
            }[];
            /**
             * Format: int64
             * @description And then.
             */
            rows_after: number;
            /**
             * Format: int64
             * @description Events and attribute changes now.
             */
            rows_before: number;
        };
        NewKey: {
            /**
             * Format: int64
             * @description Null or absent: it does not expire.
             */
            expires_days?: number | null;
            scopes: components["schemas"]["Scope"][];
            /** @description What it is for. */
            title: string;
        };
        NewWorkspace: {
            currency: string;
            /** @description Its name in addresses; it stays. */
            slug: string;
            title?: string;
            zone: string;
        };
        NewWriteKey: {
            /** Format: int64 */
            address_rate?: number;
            keep_ip?: boolean;
            kind: components["schemas"]["WriteKeyKind"];
            /** @description For example https://shop.example, https://*.shop.example. */
            origins?: string[];
            /**
             * Format: int64
             * @description Events a second; 0 = no limit.  20 seconds' worth may come at once.
             */
            rate?: number;
            /** @description As its kind has them if not given. */
            scopes?: components["schemas"]["WriteScope"][];
            title: string;
        };
        /** @description An order. */
        Order: {
            /** Format: decimal */
            amount: string | null;
            id: string | null;
            items: components["schemas"]["OrderItem"][];
            /** Format: decimal */
            refunded: string;
            /** Format: date-time */
            time: string;
        };
        /** @description An order line. */
        OrderItem: {
            id: string | null;
            name: string | null;
            /** Format: decimal */
            price: string | null;
            /** Format: decimal */
            quantity: string | null;
        };
        OrderLineGiven: {
            brand?: string;
            category?: string;
            /** @description Item of the catalogue. */
            item?: string;
            /** @description Its id, as in the quote. */
            line: string;
            /**
             * Format: decimal
             * @description To be paid for it after coupons, as the quote says.
             */
            pay: string;
            /** Format: int64 */
            quantity: number;
        };
        OrderLineReturned: {
            line: string;
            /** Format: int64 */
            quantity: number;
        };
        /** @description What an order uses of points. */
        OrderPoints: {
            /** Format: date-time */
            at: string;
            currency: string;
            /**
             * Format: int64
             * @description Ledger transaction that froze them.
             */
            freeze: number | null;
            lines: components["schemas"]["OrderPointsLine"][];
            /**
             * Format: decimal
             * @description What they pay.
             */
            money: string;
            /** Format: decimal */
            money_back: string;
            order: string;
            /** Format: decimal */
            points: string;
            /**
             * Format: decimal
             * @description Given back of them.
             */
            points_back: string;
            /** Format: date-time */
            reserved_until: string | null;
            /**
             * Format: int64
             * @description Ledger transaction that spent them.
             */
            spend: number | null;
            /**
             * @description lapsed: the reservation was over by itself.
             * @enum {string}
             */
            status: "reserved" | "redeemed" | "released" | "lapsed" | "returned";
        };
        /** @description Points that pay for an order. */
        OrderPointsGiven: {
            /** @description So many, or max.  What is worth nothing more is not taken. */
            amount: string;
            /** @description Absent: the only one that is money at checkout. */
            currency?: string;
            /** @description The order: points are shared among them. */
            lines: components["schemas"]["OrderLineGiven"][];
            /**
             * Format: decimal
             * @description To be paid for it after coupons.
             */
            shipping?: string;
        };
        OrderPointsLine: {
            /** @description Empty: shipping. */
            line: string;
            /**
             * Format: decimal
             * @description Of that, paid with points.
             */
            money: string;
            /**
             * Format: decimal
             * @description To be paid for it after coupons.
             */
            pay: string;
            /** Format: decimal */
            points: string;
            /** Format: int64 */
            quantity: number;
            /**
             * Format: int64
             * @description Units that were returned.
             */
            returned: number;
        };
        OrderPointsReturn: {
            /** @description Units that are returned now. */
            lines: components["schemas"]["OrderLineReturned"][];
            order: string;
            /** @description Shipping is given back too. */
            shipping?: boolean;
        };
        /** @description The paths not listed. */
        OtherPaths: {
            /** Format: int64 */
            count: number;
            /**
             * Format: int64
             * @description How many different ones.
             */
            paths: number;
            share: number;
        };
        /** @description How much sets overlap. */
        Overlap: {
            /** Format: date-time */
            as_of: string;
            /** @description Largest first. */
            combinations: components["schemas"]["OverlapCombination"][];
            /**
             * Format: int64
             * @description How many are not listed.
             */
            combinations_more: number;
            /**
             * Format: int64
             * @description All people, of `who`.
             */
            everyone: number;
            /** Format: int64 */
            lsn: number;
            /** @description Row by row. */
            matrix: components["schemas"]["OverlapPair"][][];
            sets: components["schemas"]["CountedSet"][];
        };
        /** @description A combination of sets. */
        OverlapCell: {
            /** @description In all of these sets, from 1. */
            in: number[];
            /** @description In none of these. */
            out?: number[];
        };
        /** @description In these sets and no other. */
        OverlapCombination: {
            /**
             * Format: int64
             * @description In just these.
             */
            people: number;
            /** @description From 1. */
            sets: number[];
        };
        /** @description Two sets. */
        OverlapPair: {
            /** @description Of those in either. */
            jaccard: number;
            /** @description Beside what chance would give; null: a set is empty. */
            lift: number | null;
            /**
             * Format: int64
             * @description In both.
             */
            people: number;
            /** @description Of the row's set. */
            share: number;
        };
        /** @description Who is behind a number? */
        OverlapPeopleQuestion: {
            /** Format: date-time */
            as_of?: string;
            cell: components["schemas"]["OverlapCell"];
            /** @description As of listPeople. */
            columns?: string[];
            /** @description From `next` of the page before. */
            cursor?: string;
            /** @description The pages become a file: an entry in the audit trail. */
            export?: boolean;
            /** Format: int64 */
            limit?: number;
            question: components["schemas"]["OverlapQuestion"];
        };
        /** @description How much do sets of people overlap? */
        OverlapQuestion: {
            /** Format: date-time */
            as_of?: string;
            /** @enum {string} */
            kind?: "overlap";
            /** @description 2 to 20. */
            sets: (string | components["schemas"]["PeopleSet"])[];
            /**
             * Format: int64
             * @description Combinations listed; default 20.
             */
            top?: number;
            /** @description Only these people. */
            who?: string;
        };
        /** @description The brand on one page. */
        Overview: {
            /** @description Null when the workspace has no such classification. */
            aipl: components["schemas"]["ClassBar"] | null;
            /** Format: date-time */
            as_of: string;
            /**
             * @description What one point of a trend spans: weeks from 93 days on.
             * @enum {string}
             */
            bucket: "day" | "week";
            /** @description Days in each bucket: weeks are counted back from the last day, so the first may be shorter. */
            bucket_days: number[];
            /** @description At most five, by money at stake. */
            changes: components["schemas"]["OverviewChange"][];
            compare: components["schemas"]["OverviewCompare"] | null;
            /**
             * Format: date
             * @description The last day that is over as of as_of.
             */
            complete_to: string;
            currency: string;
            /** @description First day of each bucket. */
            days: string[];
            /** Format: int64 */
            events: number;
            /** Format: date */
            from: string;
            has_data: boolean;
            /** Format: date-time */
            last_event_at: string | null;
            lifecycle: components["schemas"]["ClassBar"] | null;
            /** Format: int64 */
            lsn: number;
            metrics: components["schemas"]["OverviewMetric"][];
            /** Format: int64 */
            people: number;
            rfm: components["schemas"]["ClassBar"] | null;
            /** Format: date */
            to: string;
            zone: string;
        };
        /** @description What changed and who is behind it. */
        OverviewChange: {
            change: number | null;
            detail: components["schemas"]["Title"];
            /** @description Selects exactly these people. */
            expression: string;
            id: string;
            /** @description The amounts of `detail`, to be printed in another way; null when it has none. */
            money: components["schemas"]["OverviewMoney"] | null;
            /**
             * Format: int64
             * @description How many `expression` selects as of as_of.
             */
            people: number;
            /**
             * Format: decimal
             * @description Their net revenue of the last 365 days: the money at stake.
             */
            revenue: string;
            title: components["schemas"]["Title"];
            /** @enum {string} */
            tone: "good" | "bad" | "neutral";
        };
        /** @description What the period is compared with. */
        OverviewCompare: {
            /**
             * Format: date-time
             * @description As of when the previous class counts are.
             */
            classes_at: string;
            /**
             * Format: date
             * @description First day compared with.
             */
            from: string;
            /**
             * Format: date
             * @description Last day compared with.
             */
            to: string;
            /**
             * Format: date-time
             * @description Where the compared span ends: when the period's last day is not over, the same time after the start of its counterpart.
             */
            until: string;
        };
        /** @description One number of the period. */
        OverviewMetric: {
            /**
             * @description Which direction is good.
             * @enum {string}
             */
            better: "up" | "down" | "none";
            /** @description Relative; of a rate the absolute difference. */
            change: number | null;
            /** @description The number is the number of people that people_expression selects. */
            counts_people: boolean;
            /** @description How it is counted. */
            help: components["schemas"]["Title"];
            /** @description gmv, net, orders, buyers … */
            id: string;
            /** @description Selects, as of as_of, the people that are counted or behind the number. */
            people_expression: string | null;
            /** @description In the compared span. */
            previous: string | number | null;
            /** @description Of the compared span, by bucket. */
            previous_trend: (number | null)[] | null;
            title: components["schemas"]["Title"];
            /** @description By bucket. */
            trend: (number | null)[];
            type: components["schemas"]["CellType"];
            /** @description In the period up to as_of; null when there is none. */
            value: string | number | null;
        };
        OverviewMoney: {
            /** Format: decimal */
            now: string;
            /** @description What the difference is made of (LMDI); empty when it cannot be split. */
            parts: {
                /** Format: decimal */
                amount: string;
                title: components["schemas"]["Title"];
            }[];
            /** Format: decimal */
            was: string;
        };
        /** @description An expression understood. */
        ParsedExpression: {
            canonical: string;
            sentence: components["schemas"]["Title"];
            /** @description Only of a condition. */
            tree: components["schemas"]["Builder"] | null;
            /** @enum {string} */
            type: "bool" | "number" | "text" | "time";
        };
        ParseQuestion: {
            expression: string;
            /** @description Values of $names in the expression (dates as text), or {type, default}. */
            parameters?: {
                [key: string]: string | number | boolean | components["schemas"]["SegmentParameter"];
            };
        };
        PasswordChange: {
            /** @description Not needed if there is none yet, or right after a login by link. */
            current?: string;
            /** @description At least 10 characters. */
            new: string;
        };
        /** @description A path. */
        Path: {
            /**
             * Format: int64
             * @description Reached `to`.
             */
            converted: number;
            /** Format: int64 */
            count: number;
            nodes: components["schemas"]["PathNode"][];
            /** @description Median time from the first to the last node. */
            seconds: number | null;
            share: number;
        };
        /** @description Events that are nodes of paths. */
        PathItem: {
            events: string;
            /** @description These events are one node of this name; default: each its own. */
            title?: string;
        };
        /** @description Conversions by number of touches. */
        PathLength: {
            /** Format: int64 */
            conversions: number;
            /** @description So many or more. */
            more: boolean;
            /** Format: int64 */
            touches: number;
        };
        /** @description A level. */
        PathLevel: {
            /**
             * Format: int64
             * @description From 1.
             */
            level: number;
            /** @description Most first, the rest last. */
            nodes: components["schemas"]["PathNodeCount"][];
        };
        /** @description From a level to the next. */
        PathLink: {
            /** Format: int64 */
            count: number;
            /** @description Key. */
            from: string;
            /**
             * Format: int64
             * @description Of the first node.
             */
            level: number;
            /** @description Median time between the two. */
            seconds: number;
            share: number;
            /** @description Key, on the next level. */
            to: string;
        };
        /** @description A node. */
        PathNode: {
            /** @description null: several. */
            event: string | null;
            /** @description Unique in the answer. */
            key: string;
            /** @enum {string} */
            kind: "event" | "title" | "value" | "values_other" | "other";
            /** @description Name or value; null: without a value, or several. */
            label: string | null;
            /** @description Of the item or category whose id the label is. */
            name?: string;
        };
        /** @description A node of a level. */
        PathNodeCount: {
            /**
             * Format: int64
             * @description People, or occurrences.
             */
            count: number;
            /**
             * Format: int64
             * @description Whose path has nothing after it.
             */
            ended: number;
            /** @description null: several. */
            event: string | null;
            /** @description Unique in the answer. */
            key: string;
            /** @enum {string} */
            kind: "event" | "title" | "value" | "values_other" | "other";
            /** @description Name or value; null: without a value, or several. */
            label: string | null;
            /** @description Of the item or category whose id the label is. */
            name?: string;
            /** @description Of all. */
            share: number;
        };
        /** @description What people do before and after. */
        Paths: {
            all: components["schemas"]["PathsTotal"];
            /** Format: date-time */
            as_of: string;
            levels: components["schemas"]["PathLevel"][];
            links: components["schemas"]["PathLink"][];
            /** Format: int64 */
            lsn: number;
            other: components["schemas"]["OtherPaths"];
            /** @description Most first. */
            paths: components["schemas"]["Path"][];
        };
        /** @description One number of paths. */
        PathsCell: {
            /** @description Only those who reached `to`. */
            converted?: boolean;
            /** @description With `node`: only those who ended there. */
            ended?: boolean;
            /** @description Key of a link's first node. */
            from?: string;
            /**
             * Format: int64
             * @description Of a node, or of a link's first node; default 1.
             */
            level?: number;
            /** @description Key of a node. */
            node?: string;
            /** @description Of the paths not listed. */
            other?: boolean;
            /** @description Keys of a path. */
            path?: string[];
            /** @description … and of its second. */
            to?: string;
        };
        /** @description Who is behind a number? */
        PathsPeopleQuestion: {
            /** Format: date-time */
            as_of?: string;
            cell: components["schemas"]["PathsCell"];
            /** @description As of listPeople. */
            columns?: string[];
            /** @description From `next` of the page before. */
            cursor?: string;
            /** @description The pages become a file: an entry in the audit trail. */
            export?: boolean;
            /** Format: int64 */
            limit?: number;
            question: components["schemas"]["PathsQuestion"];
        };
        /** @description What do people do before and after? */
        PathsQuestion: {
            /** Format: date-time */
            as_of?: string;
            /** @description Equal neighbours are one; default true. */
            collapse?: boolean;
            /** @description Only paths that reached `to`. */
            converted?: boolean;
            /**
             * @description Default people.
             * @enum {string}
             */
            count?: "people" | "occurrences";
            /**
             * Format: int64
             * @description Levels; default 5.
             */
            depth?: number;
            /** @description Which events are nodes; default all but $set. */
            events?: string | components["schemas"]["PathItem"] | (string | components["schemas"]["PathItem"])[];
            /** @description What paths begin with; default the first event of a session. */
            from?: string;
            /** @description Silence that ends a session; default 30 minutes. */
            gap?: string;
            /** @enum {string} */
            kind?: "paths";
            /** @description Nodes and paths with less of all are grouped; 0 … 1. */
            min_share?: number;
            /** @description Only events in it; default all time. */
            range?: string | components["schemas"]["QuestionRange"];
            /** @description An event's name → property, or item.FIELD: a node per value. */
            split?: {
                [key: string]: string;
            };
            /** @description What paths end with; without `from` they are read backwards. */
            to?: string;
            /**
             * Format: int64
             * @description Paths told apart; default 50.
             */
            top?: number;
            /**
             * Format: int64
             * @description Nodes told apart per level; default 20.
             */
            top_nodes?: number;
            /**
             * Format: int64
             * @description Values told apart per split event; default 10.
             */
            top_values?: number;
            /** @description Only these people. */
            who?: string;
            /** @description A window over sessions, instead of them. */
            within?: string;
        };
        /** @description All paths. */
        PathsTotal: {
            /**
             * Format: int64
             * @description Reached `to`.
             */
            converted: number;
            /**
             * Format: int64
             * @description What shares are of.
             */
            count: number;
            /** Format: int64 */
            occurrences: number;
            /** Format: int64 */
            people: number;
        };
        /** @description A column of people. */
        PeopleColumn: {
            id: string;
            title: components["schemas"]["Title"];
            /** @enum {string} */
            type: "text" | "number" | "time" | "money" | "bool" | "count";
        };
        /** @description A person. */
        PeopleItem: {
            /** @description External id; masked for those who must not see it. */
            id: string;
            name: string | null;
            /**
             * Format: int64
             * @description Shoal's number; a person's page is also at ~NUMBER.
             */
            subject: number;
            /** @description One per column. */
            values: (components["schemas"]["Scalar"] | null)[];
        };
        /** @description People to be made one. */
        PeopleMerge: {
            /** @description Only say what would change. */
            dry_run?: boolean;
            /** @description Although they would have more identities of a type than a person may. */
            force?: boolean;
            /** @description Who becomes one with the person, by any identity. */
            people: string[];
        };
        /** @description A page of people. */
        PeoplePage: {
            /** Format: date-time */
            as_of: string;
            columns: components["schemas"]["PeopleColumn"][];
            items: components["schemas"]["PeopleItem"][];
            /** Format: int64 */
            lsn: number;
            next: string | null;
            /** Format: int64 */
            total: number;
        };
        /** @description Who are they? */
        PeopleQuestion: {
            /** Format: date-time */
            as_of?: string;
            /** @description first_seen, last_seen, orders, revenue, slugs of classifications, names of attributes. */
            columns?: string[];
            /** @description From `next` of the page before. */
            cursor?: string;
            expression: string;
            /** Format: int64 */
            limit?: number;
            /** @description Values of $names in the expression (dates as text), or {type, default}. */
            parameters?: {
                [key: string]: string | number | boolean | components["schemas"]["SegmentParameter"];
            };
            /**
             * @description Largest first; `id` in the order people were first known.
             * @enum {string}
             */
            sort?: "id" | "last_seen" | "orders" | "revenue";
        };
        /** @description A set of people. */
        PeopleSet: {
            /** @description … or an expression. */
            expression?: string;
            /** @description A segment … */
            segment?: string;
            title?: string;
        };
        /** @description What is taken apart. */
        PeopleUnmerge: {
            /** @description Only say what would change. */
            dry_run?: boolean;
            /** @description Identities of the person that leave together. */
            identities: string[];
        };
        /** @description One person. */
        Person: {
            /** Format: date-time */
            as_of: string;
            attributes: components["schemas"]["PersonAttribute"][];
            classes: components["schemas"]["PersonClass"][];
            /** Format: date-time */
            first_seen: string | null;
            id: string;
            identities: components["schemas"]["Identity"][];
            /** Format: date-time */
            last_seen: string | null;
            /** Format: int64 */
            lsn: number;
            name: string | null;
            numbers: components["schemas"]["PersonNumbers"];
            /** @description Those they are in. */
            segments: {
                slug: string;
                title: components["schemas"]["Title"];
            }[];
            /** Format: int64 */
            subject: number;
        };
        /** @description An attribute's latest value. */
        PersonAttribute: {
            /**
             * Format: int64
             * @description Values so far.
             */
            history: number;
            name: string;
            /**
             * Format: date-time
             * @description null: since ever.
             */
            since: string | null;
            title: components["schemas"]["Title"];
            /** @enum {string} */
            type: "number" | "text" | "time" | "bool";
            value: components["schemas"]["Scalar"] | null;
        };
        PersonBadge: {
            description: components["schemas"]["Title"];
            has: boolean;
            /** @description An emoji or the address of a picture. */
            picture: string;
            /** Format: date-time */
            since: string | null;
            slug: string;
            title: components["schemas"]["Title"];
        };
        PersonBadges: {
            items: components["schemas"]["PersonBadge"][];
        };
        PersonCheckIn: {
            open: boolean;
            slug: string;
            /**
             * Format: int64
             * @description Days in a row, up to today or yesterday.
             */
            streak: number;
            title: components["schemas"]["Title"];
            /** @description Has checked in today. */
            today: boolean;
            /**
             * Format: int64
             * @description Days in all.
             */
            total: number;
        };
        PersonCheckIns: {
            items: components["schemas"]["PersonCheckIn"][];
        };
        /** @description A person's class. */
        PersonClass: {
            /** @description `none` is in no class. */
            class: string;
            class_title: components["schemas"]["Title"];
            classification: string;
            /** @description At the ends of the last 12 months, then now. */
            history: {
                /** Format: date-time */
                at: string;
                class: string;
            }[];
            /**
             * Format: date-time
             * @description First end of month of the unbroken row; null: longer than a year.
             */
            since: string | null;
            title: components["schemas"]["Title"];
        };
        /** @description Somebody was erased. */
        PersonErased: {
            /**
             * Format: int64
             * @description Reject files, uploads and files of jobs removed with them.
             */
            files: number;
            /**
             * Format: int64
             * @description Identities that are gone.
             */
            identities: number;
            /**
             * Format: int64
             * @description Of the log record that says so.
             */
            lsn: number;
        };
        /** @description What erasing somebody would take. */
        PersonEraseReach: {
            /**
             * Format: decimal
             * @description Of the orders, refunds not taken off.
             */
            amount: string;
            /**
             * Format: int64
             * @description Changes of attributes.
             */
            changes: number;
            /**
             * Format: int64
             * @description Likewise of columns.
             */
            column_bytes: number;
            /**
             * Format: int64
             * @description Of what they did.
             */
            events: number;
            /** Format: date-time */
            first_event_at: string | null;
            /**
             * Format: int64
             * @description Identities that would go.
             */
            identities: number;
            /** Format: date-time */
            last_event_at: string | null;
            /**
             * Format: int64
             * @description Of the workspace: at most so much log is written again.
             */
            log_bytes: number;
            /** Format: int64 */
            orders: number;
        };
        /** @description Something somebody did. */
        PersonEvent: {
            event: string;
            /** Format: int64 */
            lsn: number;
            props: components["schemas"]["EventProperty"][];
            /**
             * Format: date-time
             * @description null: since ever.
             */
            time: string | null;
            title: components["schemas"]["Title"];
        };
        /** @description Newest first. */
        PersonEvents: {
            items: components["schemas"]["PersonEvent"][];
            next: string | null;
            /** Format: int64 */
            total: number;
        };
        PersonFreeze: {
            /** @description Only say what would change. */
            dry_run?: boolean;
            /** @description False: it merges again. */
            frozen: boolean;
        };
        /** @description Why several are one. */
        PersonIdentity: {
            /** @description Oldest first; the newest 500. */
            evidence: components["schemas"]["IdentityEvidence"][];
            /** @description It merges with nobody. */
            frozen: boolean;
            /** @description At most 1,000. */
            identities: components["schemas"]["PersonIdentityDetail"][];
            /**
             * Format: int64
             * @description The number it goes by.
             */
            person: number;
            /** Format: int64 */
            total: number;
        };
        /** @description One of a person's identities. */
        PersonIdentityDetail: {
            /** @description It counts for nothing. */
            blocked: boolean;
            /** @enum {string} */
            class: "account" | "strong" | "device" | "untyped";
            /** @description Of devices. */
            device: components["schemas"]["IdentityDevice"] | null;
            /**
             * Format: int64
             * @description That were decided for it; 0: it only came along with others.
             */
            events: number;
            /**
             * Format: date-time
             * @description Of these events.
             */
            first_seen: string | null;
            /**
             * Format: date-time
             * @description When it became this person's; null: always was.
             */
            joined_at: string | null;
            /**
             * Format: date-time
             * @description Likewise.
             */
            last_seen: string | null;
            /** Format: int64 */
            subject: number;
            type: string;
            value: string;
        };
        /** @description Somebody found. */
        PersonMatch: {
            id: string;
            /** Format: date-time */
            last_seen: string | null;
            /** @description What matched; of a name the type is the attribute's name. */
            match: components["schemas"]["Identity"];
            name: string | null;
            /** Format: int64 */
            orders: number;
            /** Format: decimal */
            revenue: string;
            /** Format: int64 */
            subject: number;
        };
        /** @description People found. */
        PersonMatches: {
            /** @description False when the search ended at its limit before all were looked at. */
            complete: boolean;
            items: components["schemas"]["PersonMatch"][];
        };
        PersonMemberships: {
            items: components["schemas"]["Member"][];
        };
        /** @description What changed hands. */
        PersonMoved: {
            /** @description Of dry_run: limits that a merge would break; then it needs force. */
            conflicts?: components["schemas"]["MergeConflict"][];
            dry_run: boolean;
            /**
             * Format: int64
             * @description Their events.
             */
            events: number;
            /**
             * Format: int64
             * @description Their identities.
             */
            identities: number;
            /**
             * Format: int64
             * @description Of the log record; 0: nothing was written.
             */
            lsn: number;
            /**
             * Format: int64
             * @description Those that changed hands; 0: it was so already.
             */
            merged: number;
            /** @description Of dry_run: what changes hands, at most 200. */
            moving?: components["schemas"]["IdentityName"][];
            /** @description External id of who has them now. */
            person: string;
            /** @description Of dry_run: what would change for each. */
            preview?: components["schemas"]["MovePreview"][];
        };
        /** @description A person in numbers. */
        PersonNumbers: {
            /**
             * Format: decimal
             * @description Amount per order.
             */
            aov: string | null;
            /** Format: int64 */
            days_since_last_order: number | null;
            /** Format: int64 */
            events: number;
            /** Format: date-time */
            first_order_at: string | null;
            /** Format: date-time */
            last_order_at: string | null;
            /** Format: int64 */
            orders: number;
            /** Format: int64 */
            refunds: number;
            /**
             * Format: decimal
             * @description Net of refunds.
             */
            revenue: string;
        };
        /** @description What somebody bought. */
        PersonOrders: {
            /** @description Newest first, at most 500. */
            items: components["schemas"]["Order"][];
            /** Format: int64 */
            total: number;
        };
        PersonTask: {
            after: string | null;
            claim: components["schemas"]["TaskClaim"];
            /**
             * Format: int64
             * @description Completions to be claimed.
             */
            claimable: number;
            /** @description Empty when there is none. */
            description: components["schemas"]["Title"];
            /**
             * Format: int64
             * @description Completions of this period.
             */
            done: number;
            /**
             * Format: int64
             * @description Rewarded so far.
             */
            given: number;
            /**
             * Format: int64
             * @description Completions still possible in it.
             */
            left: number;
            /** @description Waits for the task `after`. */
            locked: boolean;
            /** @description May be done now. */
            open: boolean;
            period: components["schemas"]["TaskPeriod"];
            /** Format: date-time */
            period_from: string | null;
            /**
             * Format: date-time
             * @description Exclusive.
             */
            period_until: string | null;
            /**
             * Format: decimal
             * @description Towards the next completion; at most `reach`.
             */
            progress: string;
            /** Format: decimal */
            reach: string;
            rewards: components["schemas"]["TaskReward"][];
            slug: string;
            title: components["schemas"]["Title"];
        };
        PersonTasks: {
            items: components["schemas"]["PersonTask"][];
        };
        /** @description A place in an expression. */
        Place: {
            /**
             * Format: int64
             * @description From 1, in characters.
             */
            column: number;
            /**
             * Format: int64
             * @description Characters.
             */
            length: number;
            /**
             * Format: int64
             * @description From 1.
             */
            line: number;
        };
        PlacedProblem: {
            code: string;
            detail: components["schemas"]["Title"];
            hint: components["schemas"]["Title"];
            place: {
                /** Format: int64 */
                column: number;
                /** Format: int64 */
                length: number;
                /**
                 * Format: int64
                 * @description Of the YAML text, or within the expression; 0 = not known.
                 */
                line: number;
                /** @description A JSON pointer into the body, or yaml. */
                source: string;
            };
        };
        /** @description A plan made from what was observed. */
        PlanDraft: {
            /** @description False: there are more rows than are looked at. */
            complete: boolean;
            /** @description Types as seen; required: on every row of an event with at least 20. */
            document: {
                [key: string]: unknown;
            };
            /** Format: int64 */
            events: number;
            /**
             * Format: int64
             * @description Looked at.
             */
            rows: number;
        };
        /** @description What the plan would have found. */
        PlanPreview: {
            /** @description Those with rows that break it. */
            events: {
                /** Format: int64 */
                flagged: number;
                name: string;
                /** Format: int64 */
                rejected: number;
                /** Format: int64 */
                rows: number;
            }[];
            /** Format: date-time */
            to: string;
            violations: components["schemas"]["Violations"];
        };
        PlanPreviewAsk: {
            /**
             * Format: int64
             * @description Default 1: the last 24 hours.
             */
            days?: number;
            /** @description Fields of a tracking plan. */
            document: {
                [key: string]: unknown;
            };
            /** @description It stands in the place of this plan. */
            slug?: string;
        };
        /** @enum {string} */
        PlanReason: "unknown event" | "unknown" | "missing" | "type" | "value" | "small" | "large";
        /** @enum {string} */
        PlanStatus: "none" | "declared" | "unseen" | "undeclared";
        /** @enum {string} */
        PlanType: "any" | "text" | "number" | "bool" | "time";
        /** @enum {string} */
        PointsOp: "earn" | "grant" | "spend" | "freeze" | "transfer" | "adjust";
        PointsPart: {
            /**
             * Format: decimal
             * @description Part of it; absent: all that is left.
             */
            amount?: string;
            reason?: string;
            ref?: string;
        };
        PointsPost: {
            /**
             * Format: decimal
             * @description As "12.50", with at most the currency's decimals; above zero, of adjust also below.
             */
            amount: string;
            currency: string;
            /**
             * Format: date-time
             * @description earn, grant, adjust: the first moment when it is no longer valid; null: never; absent: as the currency says.
             */
            expires?: string | null;
            op: components["schemas"]["PointsOp"];
            /**
             * Format: date-time
             * @description earn, grant: spendable from then on; null: at once; absent: as the currency says.
             */
            pending?: string | null;
            /** @description adjust needs one. */
            reason?: string;
            /** @description Such as the number of an order; nothing personal. */
            ref?: string;
            /** @description transfer: who gets it. */
            to?: string;
        };
        /** @description A transaction that was made. */
        PointsPosted: {
            /**
             * Format: decimal
             * @description Without sign.
             */
            amount: string;
            /** Format: date-time */
            at: string;
            /**
             * Format: decimal
             * @description Available to the person afterwards.
             */
            balance: string;
            currency: string;
            /**
             * Format: decimal
             * @description Became debt; of a refund: paid it.
             */
            debt: string;
            kind: components["schemas"]["LedgerKind"];
            /**
             * Format: decimal
             * @description Of a refund: came back and had expired; of a clawback: had expired unused.
             */
            lapsed: string;
            /**
             * Format: decimal
             * @description Of a clawback: taken of other lots than its own.
             */
            other: string;
            /**
             * Format: decimal
             * @description Of a clawback: was nowhere any more.
             */
            shortfall: string;
            /**
             * Format: int64
             * @description Number of the transaction.
             */
            txn: number;
        };
        PointsReverse: {
            reason?: string;
            ref?: string;
        };
        /** @description What the first and the last touch get. */
        PositionWeights: {
            /**
             * Format: int64
             * @description Percent; default 40.
             */
            first?: number;
            /**
             * Format: int64
             * @description Percent; default 40.
             */
            last?: number;
        };
        /** @description The file as it will be understood. */
        Preview: {
            check: components["schemas"]["PreviewCheck"];
            /** @description Any fields. */
            mapping: {
                [key: string]: unknown;
            };
            rows: components["schemas"]["PreviewRow"][];
            yaml: string;
        };
        PreviewCheck: {
            /** Format: decimal */
            amount_sum: string | null;
            /** @description The whole file was read. */
            complete: boolean;
            /**
             * Format: int64
             * @description Rows imported before; null while it is not known.
             */
            duplicates: number | null;
            /** Format: int64 */
            good: number;
            /** Format: int64 */
            known_people: number;
            /** Format: int64 */
            new_people: number;
            /** Format: int64 */
            read: number;
            reasons: components["schemas"]["RejectReason"][];
            /** Format: int64 */
            rejected: number;
            /** Format: date-time */
            time_max: string | null;
            /** Format: date-time */
            time_min: string | null;
        };
        /** @description Which column is what. */
        PreviewRequest: {
            /** @description As an object … */
            mapping?: {
                [key: string]: unknown;
            };
            /**
             * @description Which rows to show; default all.
             * @enum {string}
             */
            only?: "all" | "rejected";
            /**
             * Format: int64
             * @description How many rows to show; default 20.
             */
            rows?: number;
            /** @description … or as YAML text. */
            yaml?: string;
        };
        PreviewRow: {
            /** Format: decimal */
            amount: string | null;
            /** @description Any fields. */
            attributes: {
                [key: string]: unknown;
            };
            /** @description Empty when rejected. */
            event: string;
            /** Format: int64 */
            line: number;
            ok: boolean;
            person: components["schemas"]["Identity"] | null;
            problem: components["schemas"]["Trouble"] | null;
            /** @description Any fields. */
            props: {
                [key: string]: unknown;
            };
            /** @description Of a rejected row, the row as it is. */
            text: string;
            /** @description In the workspace's zone; null = known since ever. */
            time: string | null;
        };
        /** @description An error (RFC 9457). */
        Problem: {
            /** @description Stable; see the list of errors. */
            code: string;
            /** @description A sentence in the language of Accept-Language. */
            detail: string;
            /** @description All that is wrong with a request. */
            errors?: {
                code: string;
                detail: string;
                /** @description JSON pointer into the body, or ?name of a parameter. */
                field: string;
            }[];
            /** @description What to do. */
            hint?: string;
            /** @description Where in an expression or document. */
            place?: components["schemas"]["ProblemPlace"];
            request_id: string;
            /** Format: int64 */
            status: number;
            title: string;
            type: string;
        };
        /** @description A place in an expression or a document. */
        ProblemPlace: {
            /** Format: int64 */
            column: number;
            /** @description Inside the document that source names: question.steps[1].events. */
            field?: string;
            /** Format: int64 */
            length: number;
            /** Format: int64 */
            line: number;
            source?: string;
        };
        /** @description A set against another. */
        Profile: {
            /** Format: int64 */
            against_people: number;
            /** Format: date-time */
            as_of: string;
            dimensions: components["schemas"]["ProfileDimension"][];
            /** Format: int64 */
            lsn: number;
            numbers: components["schemas"]["ProfileNumber"][];
            /** Format: int64 */
            people: number;
            /** @description Sure ones, farthest from 1 first; at most 12. */
            standouts: components["schemas"]["ProfileStandout"][];
        };
        /** @description Part of a dimension. */
        ProfileBucket: {
            against_share: number;
            /** @description Selects the bucket among everyone. */
            expression: string;
            label: string | components["schemas"]["Title"];
            /** @description share / against_share. */
            lift: number | null;
            /** @description That chance alone makes such a difference, adjusted for asking so many questions (Benjamini–Hochberg); null: too few people. */
            p: number | null;
            /** Format: int64 */
            people: number;
            share: number;
            /** @description p below 0.05. */
            sure: boolean;
        };
        /** @description How people spread over something. */
        ProfileDimension: {
            buckets: components["schemas"]["ProfileBucket"][];
            id: string;
            /** @enum {string} */
            kind: "attribute" | "behaviour" | "class" | "number";
            title: components["schemas"]["Title"];
        };
        /** @description A number of two sets. */
        ProfileNumber: {
            /** Format: decimal */
            against_mean: string | null;
            /** Format: decimal */
            against_median: string | null;
            id: string;
            /** Format: decimal */
            mean: string | null;
            /** Format: decimal */
            median: string | null;
            title: components["schemas"]["Title"];
            /** @enum {string} */
            type: "count" | "money" | "number" | "days";
        };
        /** @description What are they like? */
        ProfileQuestion: {
            /** @description Compare with; default everyone. */
            against?: string;
            /** Format: date-time */
            as_of?: string;
            expression: string;
            /** @description Values of $names in the expression (dates as text), or {type, default}. */
            parameters?: {
                [key: string]: string | number | boolean | components["schemas"]["SegmentParameter"];
            };
        };
        /** @description What sets them apart most. */
        ProfileStandout: {
            against_share: number;
            /** @description Its id. */
            dimension: string;
            /** @description Selects the bucket among everyone. */
            expression: string;
            label: string | components["schemas"]["Title"];
            /** @description share / against_share. */
            lift: number | null;
            /** @description That chance alone makes such a difference, adjusted for asking so many questions (Benjamini–Hochberg); null: too few people. */
            p: number | null;
            /** Format: int64 */
            people: number;
            share: number;
            /** @description p below 0.05. */
            sure: boolean;
            /** @description … and title. */
            title: components["schemas"]["Title"];
        };
        /** @description A promotion and what it has given. */
        Promotion: {
            /** Format: decimal */
            budget: string | null;
            /** Format: date-time */
            from: string | null;
            /**
             * Format: int64
             * @description Units that reservations hold now.
             */
            held: number;
            /**
             * Format: int64
             * @description Items with a price of their own.
             */
            items: number;
            /**
             * Format: int64
             * @description Likewise.
             */
            left: number | null;
            /**
             * Format: decimal
             * @description What the prices took off what was sold.
             */
            off: string;
            /**
             * Format: decimal
             * @description What they would take off what is held.
             */
            off_held: string;
            /**
             * Format: int64
             * @description Units of one person over all items.
             */
            per_person: number | null;
            /**
             * Format: decimal
             * @description Off the list price, instead of items.
             */
            percent_off: string | null;
            prices: components["schemas"]["PromotionItem"][];
            /** Format: date-time */
            rest_from: string | null;
            /**
             * Format: date-time
             * @description When the rest of a pre-sale is due.
             */
            rest_until: string | null;
            /** @description Returned units are for sale again. */
            restock: boolean;
            /** Format: int64 */
            returned: number;
            slug: string;
            /**
             * Format: int64
             * @description Units, less those returned.
             */
            sold: number;
            state: components["schemas"]["PromotionState"];
            /**
             * Format: int64
             * @description Of all items; null: some have no limit.
             */
            stock: number | null;
            title: components["schemas"]["Title"];
            type: components["schemas"]["PromotionType"];
            /**
             * Format: date-time
             * @description Exclusive.
             */
            until: string | null;
            /** Format: int64 */
            version: number;
        };
        /** @description Units at a promotional price. */
        PromotionAsk: {
            item: string;
            /**
             * Format: decimal
             * @description Of one; the catalogue's when absent.
             */
            list_price?: string;
            /**
             * Format: decimal
             * @description Of one, as the customer has seen it: another one is refused.
             */
            price?: string;
            promotion: string;
            /**
             * Format: int64
             * @description Default 1.
             */
            units?: number;
        };
        PromotionBuyer: {
            /**
             * Format: date-time
             * @description When it was reserved or sold.
             */
            at: string;
            item: string;
            /**
             * Format: decimal
             * @description Of one; the price when none is known.
             */
            list_price: string;
            order: string;
            /** @description null: they were erased. */
            person: string | null;
            /**
             * Format: decimal
             * @description Of one.
             */
            price: string;
            promotion: string;
            /** Format: date-time */
            reserved_until: string | null;
            /**
             * Format: int64
             * @description Of these.
             */
            returned: number;
            /** @description An end that has come is told at once. */
            status: components["schemas"]["PromotionUseStatus"];
            /** Format: int64 */
            units: number;
            /** Format: int64 */
            version: number;
        };
        PromotionBuyers: {
            /** @description Newest first. */
            items: components["schemas"]["PromotionBuyer"][];
            next: string | null;
        };
        PromotionItem: {
            /** Format: decimal */
            deposit: string | null;
            /**
             * Format: decimal
             * @description What the deposit counts for.
             */
            expands_to: string | null;
            /**
             * Format: int64
             * @description Units that reservations hold now.
             */
            held: number;
            item: string;
            /**
             * Format: int64
             * @description Not held and not sold; null: no limit.
             */
            left: number | null;
            /** Format: decimal */
            off: string;
            /**
             * Format: decimal
             * @description Of one, in all: less what a deposit grows by.
             */
            pays: string;
            /**
             * Format: int64
             * @description null: no limit.
             */
            per_person: number | null;
            /**
             * Format: decimal
             * @description Of one, as the document says.
             */
            price: string;
            /** Format: int64 */
            returned: number;
            /**
             * Format: int64
             * @description Units, less those returned.
             */
            sold: number;
            /**
             * Format: int64
             * @description null: no limit.
             */
            stock: number | null;
        };
        PromotionList: {
            items: components["schemas"]["PromotionRow"][];
        };
        PromotionPrice: {
            item: string;
            /**
             * Format: decimal
             * @description Of the catalogue; null: it has none.
             */
            list_price: string | null;
            /**
             * Format: decimal
             * @description Of one more, now; null: unknown.
             */
            price: string | null;
            /** @description Lowest price first. */
            promotions: components["schemas"]["PromotionTold"][];
        };
        PromotionPrices: {
            /** @description In the order asked. */
            items: components["schemas"]["PromotionPrice"][];
        };
        PromotionRow: {
            /** Format: decimal */
            budget: string | null;
            /** Format: date-time */
            from: string | null;
            /**
             * Format: int64
             * @description Units that reservations hold now.
             */
            held: number;
            /**
             * Format: int64
             * @description Items with a price of their own.
             */
            items: number;
            /**
             * Format: int64
             * @description Likewise.
             */
            left: number | null;
            /**
             * Format: decimal
             * @description What the prices took off what was sold.
             */
            off: string;
            /**
             * Format: decimal
             * @description What they would take off what is held.
             */
            off_held: string;
            /**
             * Format: int64
             * @description Units of one person over all items.
             */
            per_person: number | null;
            /** Format: int64 */
            returned: number;
            slug: string;
            /**
             * Format: int64
             * @description Units, less those returned.
             */
            sold: number;
            state: components["schemas"]["PromotionState"];
            /**
             * Format: int64
             * @description Of all items; null: some have no limit.
             */
            stock: number | null;
            title: components["schemas"]["Title"];
            type: components["schemas"]["PromotionType"];
            /**
             * Format: date-time
             * @description Exclusive.
             */
            until: string | null;
            /** Format: int64 */
            version: number;
        };
        /** @enum {string} */
        PromotionState: "coming" | "running" | "ended" | "archived";
        /** @description What a promotion does for a line. */
        PromotionTold: {
            /**
             * Format: decimal
             * @description Of a pre-sale: paid when ordering, for one.
             */
            deposit: string | null;
            /**
             * Format: decimal
             * @description What the deposit counts for.
             */
            expands_to: string | null;
            item: string;
            /**
             * Format: int64
             * @description Stock before this line; null: no limit.
             */
            left: number | null;
            /**
             * Format: int64
             * @description What the person may still buy; null: no limit.
             */
            limit_left: number | null;
            /** @description Of the cart that was sent. */
            line: string;
            /**
             * Format: decimal
             * @description Of one.
             */
            price: string;
            promotion: string;
            /** @description A code: used, price_sold_out, price_limit … */
            reason: string;
            /** Format: date-time */
            rest_from: string | null;
            /**
             * Format: date-time
             * @description When the rest is due.
             */
            rest_until: string | null;
            /** @description The reason in words. */
            sentence: components["schemas"]["Title"];
            title: components["schemas"]["Title"];
            type: components["schemas"]["PromotionType"];
            /**
             * Format: int64
             * @description Of the line that get this price.
             */
            units: number;
            /** Format: date-time */
            until: string | null;
        };
        /** @enum {string} */
        PromotionType: "flash_sale" | "member_price" | "pre_sale";
        /** @description Units of an item in an order. */
        PromotionUse: {
            /**
             * Format: date-time
             * @description When it was reserved or sold.
             */
            at: string;
            item: string;
            /**
             * Format: decimal
             * @description Of one; the price when none is known.
             */
            list_price: string;
            order: string;
            /**
             * Format: decimal
             * @description Of one.
             */
            price: string;
            promotion: string;
            /** Format: date-time */
            reserved_until: string | null;
            /**
             * Format: int64
             * @description Of these.
             */
            returned: number;
            /** @description An end that has come is told at once. */
            status: components["schemas"]["PromotionUseStatus"];
            /** Format: int64 */
            units: number;
            /** Format: int64 */
            version: number;
        };
        /** @enum {string} */
        PromotionUseStatus: "reserved" | "redeemed" | "released" | "lapsed";
        /** @description A property. */
        PropertyInfo: {
            coverage: number;
            /**
             * Format: int64
             * @description Different values.
             */
            distinct: number | null;
            /** @description False: about 3 % off, or of a part of the rows (see complete). */
            distinct_exact: boolean;
            /**
             * Format: date-time
             * @description Of its oldest row.
             */
            first_at: string | null;
            /**
             * Format: date-time
             * @description Of its newest row.
             */
            last_at: string | null;
            max: string | null;
            /** Format: decimal */
            mean: string | null;
            /** @description A number as text, or a time. */
            min: string | null;
            name: string;
            plan: components["schemas"]["PropertyPlan"];
            /** Format: int64 */
            rows: number;
            title: components["schemas"]["Title"];
            top: {
                /** Format: int64 */
                rows: number;
                value: string;
            }[];
            /** @description Rows of each type, among those looked at. */
            type_rows: {
                /** Format: int64 */
                rows: number;
                /** @enum {string} */
                type: "number" | "text" | "time" | "bool";
            }[];
            types: ("number" | "text" | "time" | "bool")[];
        };
        /** @description What tracking plans say of it. */
        PropertyPlan: {
            required: boolean;
            /** @description As of events; none also where the event itself is not declared. */
            status: components["schemas"]["PlanStatus"];
            /** @description As declared. */
            type: components["schemas"]["PlanType"] | null;
        };
        /** @description An adjustment that needs somebody else's agreement. */
        Proposal: {
            /** @description Who proposed it. */
            actor: string;
            actor_name: string | null;
            /**
             * Format: decimal
             * @description Signed.
             */
            amount: string;
            /** Format: date-time */
            at: string;
            currency: string;
            /** Format: date-time */
            decided_at: string | null;
            /** @description Empty while it waits. */
            decider: string;
            decider_name: string | null;
            key: string;
            /** Format: int64 */
            n: number;
            note: string;
            /** @description By who asks, or with a key that they made: not theirs to approve. */
            own: boolean;
            person: string | null;
            reason: string;
            ref: string;
            status: components["schemas"]["ProposalStatus"];
            /** Format: int64 */
            txn: number | null;
        };
        ProposalAsk: {
            /**
             * Format: decimal
             * @description Signed.
             */
            amount: string;
            currency: string;
            /** @description Any identity. */
            person: string;
            reason: string;
            ref?: string;
        };
        ProposalDecided: {
            /** Format: int64 */
            proposal: number;
            status: components["schemas"]["ProposalStatus"];
            /**
             * Format: int64
             * @description The adjustment; null: rejected.
             */
            txn: number | null;
        };
        ProposalMade: {
            /**
             * Format: int64
             * @description Its number.
             */
            proposal: number;
        };
        ProposalNote: {
            note?: string;
        };
        Proposals: {
            /** @description Newest first. */
            items: components["schemas"]["Proposal"][];
            next: string | null;
            /**
             * Format: int64
             * @description All that wait.
             */
            waiting: number;
        };
        /** @enum {string} */
        ProposalStatus: "waiting" | "approved" | "rejected";
        /** @description A question whose answer is waited for in the background. */
        QuestionJobRequest: {
            /**
             * Format: date-time
             * @description A date (its end) or a date-time; absent = now.
             */
            as_of?: string;
            /** @description Whom; not with ask. */
            expression?: string;
            /** @description With ask: a resource of kind question. */
            question?: string;
            /** @enum {string} */
            what: "count" | "people" | "profile" | "ask";
        };
        /** @description A period of the workspace's calendar. */
        QuestionRange: {
            /** @description First day, or a moment. */
            from?: string;
            /** @description Last day, or a moment. */
            to?: string;
        };
        /** @description What is paid, with which coupons, and why not with the others. */
        Quote: {
            /** Format: decimal */
            discount: string;
            /** @description Nothing better exists; false: the best found within the limit. */
            exact: boolean;
            /**
             * Format: decimal
             * @description Before coupons.
             */
            goods: string;
            lines: components["schemas"]["QuoteLine"][];
            /**
             * Format: decimal
             * @description After coupons, before points.
             */
            pay: string;
            /** @description When a currency is money at checkout. */
            points?: components["schemas"]["QuotePoints"];
            /** @description What promotions do for the lines, and why not. */
            promotions: components["schemas"]["PromotionTold"][];
            /**
             * Format: decimal
             * @description Before coupons.
             */
            shipping: string;
            /** @description In the order of the request. */
            unused: components["schemas"]["QuoteUnused"][];
            /** @description In order of application. */
            used: components["schemas"]["QuoteUse"][];
        };
        /** @description A cart and kinds of coupons. */
        QuoteGiven: {
            /**
             * Format: date-time
             * @description When, now when absent; the coupons are issued at that moment.
             */
            at?: string;
            /** @description Where the order is made. */
            channel?: string;
            /** @description Kinds, one for each coupon at hand. */
            coupons: string[];
            /** @description Of the points; absent: the only one that is money at checkout. */
            currency?: string;
            /** @description The cart. */
            lines: components["schemas"]["QuoteLineGiven"][];
            /** @description Points are used in the order too. */
            points?: boolean;
            /**
             * Format: decimal
             * @description Fee; none when absent.
             */
            shipping?: string;
            /** @description Which store makes it. */
            store?: string;
            /** @description Pays with points too: max, or so many at most. */
            use_points?: string;
        };
        /** @description A line and what is paid for it. */
        QuoteLine: {
            /** Format: decimal */
            discount: string;
            item: string;
            /** @description A line of the cart, or a part of it that has a price of its own. */
            line: string;
            /** @description The line of the cart that was sent. */
            of: string;
            /**
             * Format: decimal
             * @description For all of the line.
             */
            pay: string;
            /** Format: decimal */
            price: string;
            /** @description Whose price it has. */
            promotion: string | null;
            /** Format: int64 */
            quantity: number;
        };
        /** @description A line of a cart. */
        QuoteLineGiven: {
            brand?: string;
            category?: string;
            /** @description Of the line; its number when absent. */
            id?: string;
            /** @description Item of the catalogue, which says what the line does not. */
            item?: string;
            /** @description Its price is a member's. */
            member_price?: boolean;
            /**
             * Format: decimal
             * @description Of one, promotions and member price included; the list price when absent.
             */
            price?: string;
            /** @description It carries a promotion already. */
            promoted?: boolean;
            /**
             * Format: int64
             * @description 1 when absent.
             */
            quantity?: number;
            role?: string;
        };
        /** @description A cart of a person. */
        QuoteOwnGiven: {
            /** @description Where the order is made. */
            channel?: string;
            /** @description Of the points; absent: the only one that is money at checkout. */
            currency?: string;
            /** @description The cart. */
            lines: components["schemas"]["QuoteLineGiven"][];
            /** @description Coupons that it has reserved are free for it. */
            order?: string;
            /** @description Points are used in the order too. */
            points?: boolean;
            /**
             * Format: decimal
             * @description Fee; none when absent.
             */
            shipping?: string;
            /** @description Which store makes it. */
            store?: string;
            /** @description Pays with points too: max, or so many at most. */
            use_points?: string;
        };
        /** @description Points as money in a quote. */
        QuotePoints: {
            /**
             * Format: decimal
             * @description What the person has, with what the order has reserved.
             */
            balance?: string;
            currency: string;
            /**
             * @description What keeps it from being more.
             * @enum {string}
             */
            limit: "all" | "asked" | "balance" | "max_share" | "per_order" | "per_day" | "minimum_order" | "minimum_points" | "coupons" | "excluded";
            /** @description Their shares of the lines. */
            lines: {
                /** @description Empty: shipping. */
                line: string;
                /** Format: decimal */
                money: string;
                /** Format: decimal */
                points: string;
            }[];
            /**
             * Format: decimal
             * @description What they take off.
             */
            money: string;
            /**
             * Format: decimal
             * @description So many can be used after the coupons.
             */
            most: string;
            /**
             * Format: decimal
             * @description What these are worth.
             */
            most_money: string;
            /**
             * Format: decimal
             * @description What remains to be paid.
             */
            pay: string;
            /**
             * Format: decimal
             * @description Used here, as `use_points` asks.
             */
            points: string;
            /** @description The same in words. */
            sentence: components["schemas"]["Title"];
            /**
             * Format: decimal
             * @description Used in multiples of it.
             */
            step: string;
            title: components["schemas"]["Title"];
        };
        /** @description A coupon that is not used. */
        QuoteUnused: {
            /**
             * Format: decimal
             * @description What it would take off as the only one.
             */
            alone: string;
            /** @description Its id; of kinds the number in the request, from 1. */
            coupon: string;
            kind: string;
            /** @description A code: minimum, group, kept … */
            reason: string;
            /** @description The reason in words. */
            sentence: components["schemas"]["Title"];
            title: components["schemas"]["Title"];
        };
        /** @description A coupon that is used. */
        QuoteUse: {
            /** @description Its id; of kinds the number in the request, from 1. */
            coupon: string;
            /**
             * Format: decimal
             * @description What it takes off, shipping included.
             */
            discount: string;
            kind: string;
            /** @description Its shares of the lines. */
            lines: {
                /** Format: decimal */
                discount: string;
                line: string;
            }[];
            /**
             * Format: decimal
             * @description Of that, off the shipping fee.
             */
            shipping: string;
            title: components["schemas"]["Title"];
        };
        /** @description Is the difference more than chance? */
        RateComparison: {
            /** @description Large enough to judge: 30 each, 5 expected of each outcome. */
            enough: boolean;
            groups: components["schemas"]["ComparedRate"][];
            /** @description Two-sided. */
            p: number | null;
            /** @description Two-proportion z, pooled. */
            z: number | null;
        };
        RejectedRow: {
            code: string;
            detail: string;
            /** Format: int64 */
            line: number;
            text: string;
        };
        /** @description Rejected rows in file order. */
        RejectPage: {
            items: components["schemas"]["RejectedRow"][];
            next: string | null;
        };
        RejectReason: {
            code: string;
            detail: components["schemas"]["Title"];
            /** Format: int64 */
            first_line: number;
            /** Format: int64 */
            rows: number;
        };
        Replay: {
            /** @description What to send instead of the text as received. */
            text?: string;
        };
        Replayed: {
            /**
             * Format: int64
             * @description Letters that failed again and stay.
             */
            left: number;
            /**
             * Format: int64
             * @description Letters that became events and are gone.
             */
            taken: number;
        };
        ReplayedAll: {
            /**
             * Format: int64
             * @description Letters that failed again and stay.
             */
            left: number;
            /** @description There are older ones: the `cursor` to go on with. */
            next: string | null;
            /**
             * Format: int64
             * @description Letters that became events and are gone.
             */
            taken: number;
        };
        /** @description A report as tables. */
        Report: {
            /** Format: date-time */
            as_of: string;
            currency: string;
            /** Format: int64 */
            lsn: number;
            report: string;
            sections: components["schemas"]["Section"][];
            title: components["schemas"]["Title"];
            zone: string;
        };
        ReportInfo: {
            help: components["schemas"]["Title"];
            name: string;
            title: components["schemas"]["Title"];
        };
        /** @description A versioned document. */
        Resource: {
            author: string;
            /** Format: date-time */
            created_at: string;
            id: string;
            kind: string;
            slug: string;
            /** @enum {string} */
            status: "draft" | "active" | "archived";
            title: components["schemas"]["Title"];
            /** Format: date-time */
            updated_at: string;
            /** Format: int64 */
            version: number;
        };
        ResourceChange: {
            /** @description Lines that begin with + , - or two blanks. */
            diff: string;
            kind: string;
            /**
             * Format: int64
             * @description 0 when dry.
             */
            new_version: number;
            /**
             * Format: int64
             * @description 0 = new.
             */
            old_version: number;
            slug: string;
            /** @enum {string} */
            what: "create" | "update" | "none" | "archive";
        };
        /** @description Who comes back, and when. */
        Retention: {
            all: components["schemas"]["RetentionGroup"];
            /** Format: date-time */
            as_of: string;
            /** @description By time. */
            cohorts: components["schemas"]["RetentionCohort"][];
            columns: components["schemas"]["RetentionColumn"][];
            /** @description Largest first, the rest last. */
            groups: components["schemas"]["RetentionGroup"][];
            /** Format: int64 */
            lsn: number;
            return: string;
            /** @description Canonical text. */
            start: string;
        };
        /** @description By what the retention is broken down. */
        RetentionBreakdown: {
            /** @description Of the person. */
            attribute?: string;
            class?: string;
            expression?: string;
            /** @description Of the event that starts it, or of its item (item.brand). */
            property?: string;
            segment?: string;
        };
        /** @description A cell. */
        RetentionCell: {
            /**
             * Format: int64
             * @description Returns; unless people are measured.
             */
            events?: number;
            /** @description Not over yet for everybody who could be in the cohort. */
            incomplete: boolean;
            /**
             * Format: int64
             * @description Members of the cohort, or of the cohorts averaged.
             */
            of: number;
            /**
             * Format: int64
             * @description Counted.
             */
            people: number;
            /**
             * Format: decimal
             * @description Events or sum per member.
             */
            per_person?: string | null;
            /** @description null: of nobody. */
            rate: number | null;
            /**
             * Format: decimal
             * @description Of their property, when asked.
             */
            sum?: string;
        };
        RetentionChange: {
            /** @description The workspace's slug, when the rules take anything. */
            confirm?: string;
            retention: string;
        };
        /** @description Who started in a period. */
        RetentionCohort: {
            /** @description By column, as far as they have begun. */
            cells: components["schemas"]["RetentionCell"][];
            /** @description First day, or hour. */
            from: string;
            /** @description Not over yet: people may join. */
            incomplete: boolean;
            /**
             * Format: int64
             * @description Members.
             */
            size: number;
            to: string;
        };
        /** @description A column of the table. */
        RetentionColumn: {
            /**
             * Format: int64
             * @description Periods after the start.
             */
            from: number;
            /** Format: int64 */
            to: number;
        };
        /** @description All, or one group. */
        RetentionGroup: {
            /** @description Averages over complete cells, weighted by members. */
            cells: components["schemas"]["RetentionCell"][];
            /** @description Of a group; those of all stand in the answer. */
            cohorts?: components["schemas"]["RetentionCohort"][];
            /** @enum {string} */
            kind: "all" | "value" | "other";
            /** @description null: all, other, or without a value. */
            label: string | null;
            /** @description Of the item or category that the label is the id of. */
            name?: string;
            /**
             * Format: int64
             * @description Members of all cohorts.
             */
            size: number;
        };
        /** @description Who is behind a number? */
        RetentionPeopleQuestion: {
            /** Format: date-time */
            as_of?: string;
            cell: components["schemas"]["RetentionPick"];
            /** @description As of listPeople. */
            columns?: string[];
            /** @description From `next` of the page before. */
            cursor?: string;
            /** @description The pages become a file: an entry in the audit trail. */
            export?: boolean;
            /** Format: int64 */
            limit?: number;
            question: components["schemas"]["RetentionQuestion"];
        };
        /** @description One number of a retention. */
        RetentionPick: {
            /** @description A day or moment in it; default all whose cell is complete. */
            cohort?: string;
            /**
             * Format: int64
             * @description Place in `columns`; default 0.
             */
            column?: number;
            /** @description Label of a group; null: without a value. */
            group?: string | null;
            /** @description Of the rest. */
            other?: boolean;
            /**
             * @description Who was counted (default), who was not, or all who started.
             * @enum {string}
             */
            what?: "retained" | "lost" | "members";
        };
        /** @description Who comes back, and when? */
        RetentionQuestion: {
            /** Format: date-time */
            as_of?: string;
            /** @description Instead of periods: columns [first, last] of several periods. */
            brackets?: number[][];
            by?: components["schemas"]["RetentionBreakdown"];
            /**
             * @description Periods of the calendar (default), or from each person's own start.
             * @enum {string}
             */
            clock?: "calendar" | "rolling";
            /**
             * @description Which start counts: the first ever (default), the first in the range, or that of each period.
             * @enum {string}
             */
            first?: "ever" | "range" | "each";
            /**
             * @description Periods of the workspace's calendar; default week.
             * @enum {string}
             */
            grain?: "hour" | "day" | "week" | "month";
            /** @enum {string} */
            kind?: "retention";
            /** @description Default people. */
            measure?: ("people" | "events") | components["schemas"]["RetentionSum"];
            /**
             * @description Back in that period (default), in or after it, by then at least once, or in every one so far.
             * @enum {string}
             */
            mode?: "on" | "on_or_after" | "until" | "every";
            /**
             * Format: int64
             * @description Columns after the one of the start; default 24 hours, 30 days, 12 weeks or months.
             */
            periods?: number;
            /** @description Of starts; default all time. */
            range?: string | components["schemas"]["QuestionRange"];
            /** @description What is a return; default any event. */
            return?: string;
            /** @description What people start with: an event selector. */
            start: string;
            /**
             * Format: int64
             * @description Groups told apart; default 10.
             */
            top?: number;
            /** @description Only these people. */
            who?: string;
        };
        RetentionReach: {
            /** @description By event, the most first; $set are attribute changes. */
            events: components["schemas"]["RetentionReachEvent"][];
            /**
             * Format: int64
             * @description People with any of these events; they stay people.
             */
            people: number;
            /** @description The rules as they would be kept; none = no bound. */
            retention: string;
            /**
             * Format: int64
             * @description Of log and columns, at most, that are written again.
             */
            rewrite_bytes: number;
            /**
             * Format: int64
             * @description Events and attribute changes that would go.
             */
            rows: number;
            /**
             * Format: int64
             * @description That there are now.
             */
            rows_total: number;
        };
        RetentionReachEvent: {
            /**
             * Format: date-time
             * @description What happened earlier goes.
             */
            before: string;
            event: string;
            /** Format: int64 */
            people: number;
            /** Format: int64 */
            rows: number;
        };
        RetentionRules: {
            /** @description Rules, e.g. 36m,product_viewed=13m; none. */
            retention: string;
        };
        /** @description The sum of a property of the returns. */
        RetentionSum: {
            /** @description A property with numbers. */
            sum: string;
        };
        RfmCell: {
            /** @description Who is in the cell, by class. */
            classes: {
                name: string;
                /** Format: int64 */
                people: number;
            }[];
            expression: string;
            /** Format: int64 */
            f: number;
            /**
             * Format: decimal
             * @description Mean of the measure m; null without people or measure.
             */
            mean_m: string | null;
            /**
             * Format: int64
             * @description In 365 days.
             */
            orders: number;
            /** Format: int64 */
            people: number;
            /** Format: int64 */
            r: number;
            /**
             * Format: decimal
             * @description Net, 365 days.
             */
            revenue: string;
        };
        RfmGrid: {
            cells: components["schemas"]["RfmCell"][];
            /** @description Name of the score of the columns. */
            f: string;
            /** @description Name of the score of the rows. */
            r: string;
        };
        /** @enum {string} */
        Role: "viewer" | "analyst" | "operator" | "admin" | "owner";
        RoleChange: {
            /** @description Null takes the role away. */
            role: components["schemas"]["Role"] | null;
        };
        Rotation: {
            /**
             * Format: int64
             * @description How long secrets of now go on; 7 if not given.
             */
            overlap_days?: number;
        };
        /** @description Some of them. */
        SampleQuestion: {
            /** Format: date-time */
            as_of?: string;
            expression: string;
            /**
             * Format: int64
             * @description How many; default 20.
             */
            n?: number;
            /** @description Values of $names in the expression (dates as text), or {type, default}. */
            parameters?: {
                [key: string]: string | number | boolean | components["schemas"]["SegmentParameter"];
            };
            /**
             * Format: int64
             * @description The same seed draws the same people.
             */
            seed?: number;
        };
        /** @description A kept question and its answer. */
        SavedAnswer: {
            /** @description As the kind's own route answers. */
            answer: {
                [key: string]: unknown;
            };
            /** @description The kind of question. */
            asks: string;
            /** @description The document that was asked. */
            question: {
                [key: string]: unknown;
            };
            slug: string;
            title: components["schemas"]["Title"];
            /** Format: int64 */
            version: number;
        };
        /** @description The value of an attribute or a property. */
        Scalar: string | number | boolean;
        /** @enum {string} */
        Scope: "read" | "people" | "write" | "rewards" | "import" | "export" | "admin";
        Section: {
            columns: components["schemas"]["Column"][];
            id: string;
            /**
             * @description A grid is a matrix for people and rows for programs.
             * @enum {string}
             */
            reader: "any" | "person" | "json";
            /** @description Cells by column; money and exact numbers are strings. */
            rows: (string | number | components["schemas"]["Title"] | null)[][];
            /** @description One row, read as a list of facts. */
            single: boolean;
            title: components["schemas"]["Title"];
        };
        /** @description A named set of people. */
        Segment: {
            author: string;
            /** Format: date-time */
            created_at: string;
            description: components["schemas"]["Title"] | null;
            /** @description Whether entries and exits become events segment_entered and segment_exited. */
            events: boolean;
            expression: string;
            /** @description Of the $names in the expression. */
            parameters?: {
                [key: string]: components["schemas"]["SegmentParameter"];
            };
            /** @description null until the first look, or when the records cannot be read (see /healthz). */
            recorded: components["schemas"]["SegmentRecorded"] | null;
            /** @description The expression in words. */
            sentence: components["schemas"]["Title"];
            slug: string;
            /** @enum {string} */
            status: "active" | "archived";
            title: components["schemas"]["Title"];
            /** @description When it is recorded who enters and leaves: live, daily HH:MM or manual. */
            update: string;
            /** Format: date-time */
            updated_at: string;
            used_by: components["schemas"]["Use"][];
            /** Format: int64 */
            version: number;
        };
        /** @description Newest look first. */
        SegmentChanges: {
            items: components["schemas"]["SegmentMove"][];
            next: string | null;
        };
        /** @description From version a to b. */
        SegmentDiff: {
            lines: {
                /** @enum {string} */
                op: " " | "+" | "-";
                text: string;
            }[];
            /** @description As of now; null when a version no longer compiles. */
            people: {
                /** Format: int64 */
                a: number;
                /** Format: int64 */
                b: number;
                /** Format: int64 */
                both: number;
                /** @description In b and not in a. */
                entered_expression?: string;
            } | null;
        };
        /** @description What was recorded, day by day. */
        SegmentHistory: {
            /** @description Oldest first, from its first look on. */
            days: {
                /** Format: date */
                day: string;
                /** Format: int64 */
                entered: number;
                /** @description By cause; causes without anybody are left out. */
                entered_by: {
                    [key: string]: number;
                };
                /** Format: int64 */
                exited: number;
                exited_by: {
                    [key: string]: number;
                };
                /**
                 * Format: int64
                 * @description At its end, or now.
                 */
                people: number;
            }[];
        };
        /** @description What a segment is made of. */
        SegmentInput: {
            /** @description One text, or {en, zh}. */
            description?: string | components["schemas"]["Title"];
            /** @description true: who enters or leaves by event or time gets an event segment_entered or segment_exited; default false. */
            events?: boolean;
            expression: string;
            /** @description Of the $names in the expression. */
            parameters?: {
                [key: string]: components["schemas"]["SegmentParameter"];
            };
            /** @description One text, or {en, zh}. */
            title: string | components["schemas"]["Title"];
            /** @description live (default), daily HH:MM in the workspace's zone, or manual. */
            update?: string;
        };
        /** @description Segments. */
        SegmentList: {
            /** Format: date-time */
            as_of: string;
            items: components["schemas"]["SegmentRow"][];
            /** Format: int64 */
            lsn: number;
        };
        /** @description What a look found. */
        SegmentLook: {
            /** Format: date-time */
            at: string;
            /** Format: int64 */
            entered: number;
            /** Format: int64 */
            exited: number;
            /** Format: int64 */
            lsn: number;
            /** Format: int64 */
            people: number;
        };
        /** @description Somebody entered or left. */
        SegmentMove: {
            /**
             * Format: date-time
             * @description The moment as of which it was found.
             */
            at: string;
            /** @enum {string} */
            cause: "event" | "time" | "definition" | "identity" | "late" | "baseline";
            /** @description false: left. */
            entered: boolean;
            /** Format: int64 */
            lsn: number;
            person: {
                /** @description null: erased. */
                id: string | null;
                name: string | null;
                /** Format: int64 */
                subject: number;
            };
            /**
             * Format: int64
             * @description Of the segment.
             */
            version: number;
        };
        /** @description What $name stands for. */
        SegmentParameter: {
            default: string | number | boolean;
            /** @enum {string} */
            type: "number" | "text" | "time" | "bool";
        };
        /** @description Its recorded members. */
        SegmentRecorded: {
            /**
             * Format: date-time
             * @description The last look that changed anything.
             */
            at: string;
            /**
             * Format: int64
             * @description By what was recorded.
             */
            people: number;
            /** @description Why it cannot be kept up to date; its members stay. */
            problem: components["schemas"]["Trouble"] | null;
        };
        /** @description A segment with its size. */
        SegmentRow: {
            author: string;
            /** Format: date-time */
            created_at: string;
            description: components["schemas"]["Title"] | null;
            /** @description Whether entries and exits become events segment_entered and segment_exited. */
            events: boolean;
            expression: string;
            /** @description Of the $names in the expression. */
            parameters?: {
                [key: string]: components["schemas"]["SegmentParameter"];
            };
            /**
             * Format: int64
             * @description Size as of the answer.
             */
            people: number | null;
            /** @description The expression in words. */
            sentence: components["schemas"]["Title"];
            share: number | null;
            slug: string;
            /** @enum {string} */
            status: "active" | "archived";
            title: components["schemas"]["Title"];
            /** @description Sizes at the last ms of the 14 days before, then now; null when unknown. */
            trend: (number | null)[];
            /** @description When it is recorded who enters and leaves: live, daily HH:MM or manual. */
            update: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: int64 */
            used_by: number;
            /** Format: int64 */
            version: number;
        };
        /** @description Size day by day. */
        SegmentTrend: {
            /** @description The last so many, as far as its events are kept. */
            days: string[];
            /** @description At the end of each day. */
            people: number[];
        };
        /** @description One version. */
        SegmentVersion: {
            /** Format: date-time */
            at: string;
            author: string;
            expression: string;
            /** @description Of the $names in the expression. */
            parameters?: {
                [key: string]: components["schemas"]["SegmentParameter"];
            };
            title: components["schemas"]["Title"];
            /** Format: int64 */
            version: number;
        };
        /** @description Newest first. */
        SegmentVersions: {
            items: components["schemas"]["SegmentVersion"][];
        };
        /** @description A browser that is signed in. */
        Session: {
            address: string;
            /** Format: date-time */
            created_at: string;
            /** @description The one of this request. */
            current: boolean;
            /**
             * Format: date-time
             * @description If it is not used before.
             */
            expires_at: string;
            id: string;
            /** Format: date-time */
            last_seen_at: string;
            user_agent: string;
        };
        /** @description Where it may be spent now. */
        SpendingWays: {
            /** @description As money in orders. */
            checkout: boolean;
            /**
             * Format: int64
             * @description Draws with a price in it, running.
             */
            draws: number;
            /**
             * Format: int64
             * @description Items of the mall, on sale.
             */
            items: number;
        };
        TaskBudget: {
            /** Format: int64 */
            coupons: number | null;
            /** Format: decimal */
            points: string | null;
            /**
             * Format: int64
             * @description null: no limit.
             */
            times: number | null;
        };
        /** @enum {string} */
        TaskClaim: "automatic" | "by_person";
        TaskClaimed: {
            /**
             * Format: int64
             * @description Completions.
             */
            claimed: number;
            rewards: components["schemas"]["TaskReward"][];
            task: string;
        };
        TaskClaimRequest: {
            task: string;
        };
        TaskCounts: {
            budget: components["schemas"]["TaskBudget"];
            /**
             * Format: int64
             * @description Waiting to be claimed.
             */
            claimable: number;
            /**
             * Format: int64
             * @description Completions, check-ins or awards.
             */
            completed: number;
            /**
             * Format: decimal
             * @description Of what was given.
             */
            cost: string | null;
            /**
             * Format: int64
             * @description Given.
             */
            coupons: number;
            /** @description What was wrong with the first. */
            error: string | null;
            /**
             * Format: int64
             * @description Events that could not be taken.
             */
            errors: number;
            /**
             * Format: date-time
             * @description When the document was met first; null: not yet.
             */
            first_at: string | null;
            /** Format: date-time */
            from: string | null;
            /**
             * Format: int64
             * @description Rewarded.
             */
            given: number;
            /**
             * Format: int64
             * @description Who have the badge now.
             */
            having: number;
            /**
             * Format: int64
             * @description Of these, by people held out.
             */
            held: number;
            /**
             * Format: decimal
             * @description Share of people.
             */
            holdout: string | null;
            kind: components["schemas"]["TaskKind"];
            /**
             * Format: int64
             * @description Who completed, without the held out.
             */
            people: number;
            /**
             * Format: decimal
             * @description Given.
             */
            points: string;
            /**
             * Format: int64
             * @description Taken back.
             */
            reopened: number;
            /**
             * Format: date-time
             * @description When somebody looks at it again.
             */
            review: string | null;
            slug: string;
            /**
             * Format: int64
             * @description People who began, the held out among them.
             */
            started: number;
            /**
             * Format: int64
             * @description Of these, held out.
             */
            started_held: number;
            /** @description draft: counts nothing yet; spent: a budget is used up, so nothing is given any more. */
            state: components["schemas"]["TaskState"];
            title: components["schemas"]["Title"];
            /**
             * Format: decimal
             * @description Of one completion.
             */
            unit_cost: string | null;
            /** Format: date-time */
            until: string | null;
        };
        TaskCountsList: {
            items: components["schemas"]["TaskCounts"][];
            /**
             * Format: int64
             * @description Rows that were not looked at yet.
             */
            lag: number;
            /**
             * Format: int64
             * @description The next row of the log.
             */
            lsn: number;
        };
        TaskDay: {
            /** Format: date */
            day: string;
            /**
             * Format: int64
             * @description Of these, by people held out.
             */
            held: number;
            /**
             * Format: int64
             * @description Completions, check-ins or awards.
             */
            n: number;
        };
        TaskDays: {
            /** @description Oldest first, up to today. */
            items: components["schemas"]["TaskDay"][];
        };
        /** @enum {string} */
        TaskKind: "task" | "check_in" | "badge";
        /** @enum {string} */
        TaskPeriod: "once" | "daily" | "weekly" | "monthly" | "repeated";
        TaskReward: {
            /**
             * Format: int64
             * @description How many coupons.
             */
            count?: number;
            /** @description Kind of the coupons. */
            coupon?: string;
            currency?: string;
            /** @description A draw that turns are given in. */
            draw?: string;
            /** Format: decimal */
            points?: string;
            /**
             * Format: int64
             * @description How many turns.
             */
            turns?: number;
        };
        TaskRow: {
            /** Format: date-time */
            at: string;
            /** Format: date-time */
            ended_at: string | null;
            /** Format: int64 */
            n: number;
            /**
             * Format: int64
             * @description Of the person in the period; of a check-in the days in a row.
             */
            number: number;
            /** @description null: erased. */
            person: string | null;
            /** @description had: a badge that was taken away; held: of the control group; back: an event of it was taken back. */
            state: components["schemas"]["TaskRowState"];
            /** Format: int64 */
            subject: number | null;
        };
        TaskRows: {
            /** @description Newest first. */
            items: components["schemas"]["TaskRow"][];
            next: string | null;
        };
        /** @enum {string} */
        TaskRowState: "given" | "claimable" | "back" | "held" | "had";
        /** @enum {string} */
        TaskState: "draft" | "coming" | "running" | "spent" | "ended" | "archived";
        TaskStreak: {
            /** Format: int64 */
            days: number;
            /** Format: int64 */
            people: number;
        };
        TaskStreaks: {
            /** @description By days. */
            items: components["schemas"]["TaskStreak"][];
        };
        /** @enum {string} */
        TierCause: "same" | "kept" | "grace" | "upgraded" | "downgraded" | "joined" | "by_hand";
        TierChange: {
            actor: string;
            /** Format: date-time */
            at: string;
            cause: components["schemas"]["TierCause"];
            from: string;
            reason: string;
            to: string;
        };
        /** @description Conversions by seconds from the first touch. */
        TimeLag: {
            /** Format: int64 */
            conversions: number;
            from: number;
            /** @description Not included; null: any longer. */
            to: number | null;
        };
        /** @enum {string} */
        TimeUnit: "second" | "minute" | "hour" | "day" | "week" | "month" | "year";
        /** @description A name in both languages. */
        Title: {
            /** @description In English. */
            en: string;
            /** @description In Chinese. */
            zh: string;
        };
        Transaction: {
            /** @description A user (usr_…), an API key (key_…), `earn` for rules, what gave it otherwise (`programme` …), `cli`; empty: the clock. */
            actor: string;
            /** @description Of a user or a key; null: neither, or not known any more. */
            actor_name: string | null;
            /**
             * Format: decimal
             * @description Without sign.
             */
            amount: string;
            /** @description Of an adjustment; empty: nobody was needed. */
            approver: string;
            approver_name: string | null;
            /** Format: date-time */
            at: string;
            /**
             * Format: decimal
             * @description Available to the person afterwards.
             */
            balance: string;
            /**
             * Format: int64
             * @description LSN of the event that it follows from.
             */
            cause: number | null;
            currency: string;
            /**
             * Format: decimal
             * @description Became debt; of a refund: paid it.
             */
            debt: string;
            /** @description They sum to zero. */
            entries: components["schemas"]["LedgerEntry"][];
            /** @description Transactions that give it back, oldest first. */
            followers: number[];
            key: string;
            kind: components["schemas"]["LedgerKind"];
            /**
             * Format: decimal
             * @description Of a refund: came back and had expired; of a clawback: had expired unused.
             */
            lapsed: string;
            /** @description Lots that it granted. */
            made: components["schemas"]["Lot"][];
            /** @description There are more than 200 of one of these. */
            more: boolean;
            /**
             * Format: decimal
             * @description What people had more of afterwards, with its sign; 0: moved between them, or between available, pending and frozen.
             */
            moved: string;
            /** @description What the person is called. */
            name: string | null;
            /**
             * Format: int64
             * @description The transaction that it gives back.
             */
            of: number | null;
            /**
             * Format: decimal
             * @description Of a clawback: taken of other lots than its own.
             */
            other: string;
            /** @description Of whom; null: erased. */
            person: string | null;
            reason: string;
            ref: string;
            /**
             * Format: decimal
             * @description Given or taken back of it since.
             */
            returned: string;
            /**
             * Format: decimal
             * @description Of a clawback: was nowhere any more.
             */
            shortfall: string;
            /** @description What it took of which lots. */
            took: components["schemas"]["LotTaken"][];
            /**
             * Format: int64
             * @description Number of the transaction.
             */
            txn: number;
        };
        TransactionRow: {
            /** @description A user (usr_…), an API key (key_…), `earn` for rules, what gave it otherwise (`programme` …), `cli`; empty: the clock. */
            actor: string;
            /** @description Of a user or a key; null: neither, or not known any more. */
            actor_name: string | null;
            /**
             * Format: decimal
             * @description Without sign.
             */
            amount: string;
            /** Format: date-time */
            at: string;
            /**
             * Format: decimal
             * @description Available to the person afterwards.
             */
            balance: string;
            currency: string;
            kind: components["schemas"]["LedgerKind"];
            /**
             * Format: decimal
             * @description What people had more of afterwards, with its sign; 0: moved between them, or between available, pending and frozen.
             */
            moved: string;
            /**
             * Format: int64
             * @description The transaction that it gives back.
             */
            of: number | null;
            /** @description null: erased. */
            person: {
                id: string | null;
                name: string | null;
                /** Format: int64 */
                subject: number;
            } | null;
            reason: string;
            ref: string;
            /**
             * Format: decimal
             * @description Given or taken back of it since.
             */
            returned: string;
            /**
             * Format: int64
             * @description Number of the transaction.
             */
            txn: number;
        };
        Transactions: {
            /** @description Newest first. */
            items: components["schemas"]["TransactionRow"][];
            /** @description Also when fewer were found than asked for: not all were looked at yet. */
            next: string | null;
        };
        /** @description How much happens, period by period. */
        Trend: {
            /** @description Not the sum of the groups: people count once. */
            all: components["schemas"]["TrendGroup"];
            /** Format: date-time */
            as_of: string;
            formulas: components["schemas"]["TrendFormulaAsked"][];
            /** @enum {string} */
            grain: "none" | "minute" | "hour" | "day" | "week" | "month" | "quarter" | "year" | "weekday_hour";
            /** @description Largest first, the rest last. */
            groups: components["schemas"]["TrendGroup"][];
            /** Format: int64 */
            lsn: number;
            periods: components["schemas"]["TrendPeriod"][];
            series: components["schemas"]["TrendSeriesAsked"][];
        };
        /** @description By what it is broken down. */
        TrendBreakdown: {
            /** @description Of the person. */
            attribute?: string;
            class?: string;
            expression?: string;
            /** @description Of the events, or of their items (item.brand); or event, hour, weekday (0 = Monday). */
            property?: string;
            segment?: string;
        };
        /** @description One number of a trend. */
        TrendCell: {
            /** @description Of what it is compared with. */
            before?: boolean;
            /** @description Label, null (without a value), or a list of both labels. */
            group?: unknown;
            /** @description Of the rest. */
            other?: boolean;
            /**
             * Format: int64
             * @description Place in `periods`, from 1; default the whole range.
             */
            period?: number;
            /**
             * Format: int64
             * @description From 1, the default.
             */
            series?: number;
        };
        /** @description A formula over series. */
        TrendFormula: {
            /** @description Arithmetic of the series' letters: A / B * 100. */
            formula: string;
            title?: string;
        };
        /** @description A formula as it was understood. */
        TrendFormulaAsked: {
            formula: string;
            title: string;
        };
        /** @description All, or one group. */
        TrendGroup: {
            /** @description With compare. */
            before?: (number | null)[][];
            /** @description (now − before) ÷ |before|. */
            change?: (number | null)[][];
            /** @enum {string} */
            kind: "all" | "value" | "other";
            /** @description null: all, other, or without a value. */
            label: string | null;
            /** @description One for each thing it is broken down by. */
            labels: unknown[];
            /** @description Of the item or category that the label is the id of. */
            name?: string;
            total_change?: (number | null)[];
            /** @description Over the whole range. */
            totals: (number | null)[];
            totals_before?: (number | null)[];
            /** @description Per series, then per formula: a number (or null) per period. */
            values: (number | null)[][];
        };
        /** @description One of these. */
        TrendMeasure: {
            avg?: string;
            /** @description How many different values. */
            distinct?: string;
            max?: string;
            median?: string;
            min?: string;
            p25?: string;
            p75?: string;
            p90?: string;
            p95?: string;
            p99?: string;
            /**
             * Format: int64
             * @description People of the period ÷ people of the last n periods.
             */
            stickiness?: number;
            /** @description Of that property. */
            sum?: string;
            /** @description The sum ÷ the people with such an event. */
            sum_per_person?: string;
        };
        /** @description Who is behind a number? */
        TrendPeopleQuestion: {
            /** Format: date-time */
            as_of?: string;
            cell: components["schemas"]["TrendCell"];
            /** @description As of listPeople. */
            columns?: string[];
            /** @description From `next` of the page before. */
            cursor?: string;
            /** @description The pages become a file: an entry in the audit trail. */
            export?: boolean;
            /** Format: int64 */
            limit?: number;
            question: components["schemas"]["TrendQuestion"];
        };
        /** @description A period. */
        TrendPeriod: {
            /** @description Of what it is compared with. */
            before_from?: string;
            before_to?: string;
            /** @description A day; a moment where periods are hours or minutes. */
            from: string;
            /** Format: int64 */
            hour?: number;
            /** @description It goes on after as_of. */
            incomplete: boolean;
            /** @description Its last day, or last millisecond. */
            to: string;
            /**
             * Format: int64
             * @description 0 = Monday.
             */
            weekday?: number;
        };
        /** @description How much happens, period by period? */
        TrendQuestion: {
            /** Format: date-time */
            as_of?: string;
            /** @description One or two. */
            by?: components["schemas"]["TrendBreakdown"] | components["schemas"]["TrendBreakdown"][];
            /**
             * @description The periods right before, or a year before.
             * @enum {string}
             */
            compare?: "none" | "previous" | "year";
            /** @description Each figure from the start of the range. */
            cumulative?: boolean;
            formulas?: (string | components["schemas"]["TrendFormula"])[];
            /**
             * @description Default day; none: one figure; weekday_hour: the 168 hours of a week.
             * @enum {string}
             */
            grain?: "none" | "minute" | "hour" | "day" | "week" | "month" | "quarter" | "year" | "weekday_hour";
            /** @enum {string} */
            kind?: "trend";
            /** @description Default the last 30 days, today included. */
            range?: string | components["schemas"]["QuestionRange"];
            /**
             * Format: int64
             * @description Each figure over the last n periods.
             */
            rolling?: number;
            /** @description 1 to 10, called A, B … */
            series: (string | components["schemas"]["TrendSeries"])[];
            /**
             * Format: int64
             * @description Groups told apart; default 10.
             */
            top?: number;
            /** @description Only these people. */
            who?: string;
        };
        /** @description What is measured. */
        TrendSeries: {
            /** @description An event selector. */
            events: string;
            /** @description Default events: how many. */
            measure?: ("events" | "people" | "per_person") | components["schemas"]["TrendMeasure"];
            title?: string;
        };
        /** @description A series as it was understood. */
        TrendSeriesAsked: {
            /** @description Canonical text. */
            events: string;
            /** @description In formulas. */
            letter: string;
            measure: ("events" | "people" | "per_person") | components["schemas"]["TrendMeasure"];
            title: string;
        };
        /** @description An error inside an answer, as the body of a problem. */
        Trouble: {
            /** @description Stable; see the list of errors. */
            code: string;
            /** @description A sentence in the language of Accept-Language. */
            detail: string;
            /** @description What to do. */
            hint?: string;
            place?: components["schemas"]["ProblemPlace"];
            /** Format: int64 */
            status: number;
            title: string;
            type: string;
        };
        /** @description A file waiting to be imported. */
        Upload: {
            /** Format: int64 */
            bytes: number;
            /**
             * Format: date-time
             * @description When it is removed unless it is imported.
             */
            expires_at: string;
            /** @description upl_… */
            id: string;
            /** @description The file's name, made harmless. */
            name: string;
        };
        /** @description Who refers to it. */
        Use: {
            kind: string;
            slug: string;
            title: components["schemas"]["Title"];
        };
        /** @description A person who signs in. */
        User: {
            /** Format: date-time */
            created_at: string;
            email: string;
            /** @description Roles in workspaces. */
            grants: {
                role: components["schemas"]["Role"];
                /** @description A slug, or * for all workspaces. */
                workspace: string;
            }[];
            id: string;
            /** Format: date-time */
            last_login_at: string | null;
            /** @enum {string} */
            locale: "en" | "zh";
            name: string;
            /** @enum {string} */
            status: "active" | "disabled";
        };
        /** @description One way in which rows break the plans. */
        Violation: {
            event: string;
            /** @description What that row has there; masked by role. */
            example: string | null;
            /**
             * Format: int64
             * @description The newest of them.
             */
            letter: number | null;
            /**
             * Format: date-time
             * @description Of the newest such row.
             */
            newest_at: string | null;
            /** @description Whose row it is; masked by role. */
            person: string | null;
            /** @description Empty: of the event itself. */
            property: string;
            reason: components["schemas"]["PlanReason"];
            /**
             * Format: int64
             * @description Dead letters with this finding.
             */
            refused: number;
            /** Format: date-time */
            refused_at: string | null;
            /**
             * Format: int64
             * @description Stored rows of the period.
             */
            rows: number;
        };
        /** @description Stored rows judged by the plans as they are now, and what was refused. */
        Violations: {
            /** @description False: there were more rows than are judged at once. */
            complete: boolean;
            /**
             * Format: int64
             * @description Of them, rows to be flagged.
             */
            flagged: number;
            /**
             * Format: date-time
             * @description Rows since then are judged.
             */
            from: string;
            /** @description Most rows first; at most 500. */
            items: components["schemas"]["Violation"][];
            /**
             * Format: int64
             * @description Of them, rows that would be refused today.
             */
            rejected: number;
            /**
             * Format: int64
             * @description Judged.
             */
            rows: number;
        };
        Visit: {
            acts: components["schemas"]["VisitAct"][];
            brand: components["schemas"]["Title"];
            /** @description #rrggbb; empty: none was chosen. */
            color: string;
            /** Format: date-time */
            expires_at: string;
            /** @description Currency of amounts. */
            money: string;
            /** @description In this order. */
            pages: components["schemas"]["CustomerPage"][];
            zone: string;
        };
        /** @enum {string} */
        VisitAct: "claim" | "join" | "check_in" | "draw" | "order";
        VisitBadge: {
            description: components["schemas"]["Title"];
            has: boolean;
            /** @description An emoji or the address of a picture. */
            picture: string;
            /** Format: date-time */
            since: string | null;
            title: components["schemas"]["Title"];
        };
        VisitBadges: {
            items: components["schemas"]["VisitBadge"][];
        };
        VisitBalance: {
            /** Format: decimal */
            available: string;
            currency: string;
            /** Format: date-time */
            expires_at: string | null;
            /** Format: decimal */
            expiring: string;
            /** Format: decimal */
            frozen: string;
            /** Format: decimal */
            pending: string;
            title: components["schemas"]["Title"];
            /** @description points, growth, coins, credit. */
            type: string;
            unit: components["schemas"]["Title"];
        };
        VisitBenefit: {
            /**
             * Format: decimal
             * @description Off; the price where it is fixed; of tiers the highest.
             */
            amount: string;
            /**
             * Format: decimal
             * @description Most that is taken off; 0 = no limit.
             */
            cap: string;
            /** @description Shipping costs nothing. */
            free: boolean;
            /**
             * Format: decimal
             * @description Off.
             */
            percent: string;
            /** Format: int64 */
            quantity: number;
            /**
             * Format: decimal
             * @description To be spent; 0 = anything.
             */
            spend: string;
            /** @description As in the kind's document. */
            type: string;
        };
        VisitBoard: {
            /** @description The nearest last. */
            above: components["schemas"]["VisitBoardPlace"][];
            /**
             * Format: date-time
             * @description When these standings were made.
             */
            as_of: string;
            below: components["schemas"]["VisitBoardPlace"][];
            /** @description Empty when there is none. */
            description: components["schemas"]["Title"];
            /** Format: date-time */
            from: string;
            /** @description null: not listed. */
            me: components["schemas"]["VisitMyPlace"] | null;
            /**
             * Format: int64
             * @description Listed.
             */
            people: number;
            prizes: components["schemas"]["VisitBoardPrize"][];
            repeats: components["schemas"]["VisitBoardRepeat"];
            slug: string;
            state: components["schemas"]["VisitBoardState"];
            title: components["schemas"]["Title"];
            /** @description As many as the board shows. */
            top: components["schemas"]["VisitBoardPlace"][];
            /**
             * Format: date-time
             * @description Exclusive.
             */
            until: string;
        };
        VisitBoardPlace: {
            me: boolean;
            /** @description Masked; null: not shown. */
            name: string | null;
            /** Format: int64 */
            rank: number;
            /** Format: decimal */
            score: string;
        };
        VisitBoardPrize: {
            /**
             * Format: int64
             * @description Ranks, from 1.
             */
            from: number;
            rewards: components["schemas"]["VisitReward"][];
            /** Format: int64 */
            to: number;
        };
        /** @enum {string} */
        VisitBoardRepeat: "once" | "day" | "week" | "month";
        VisitBoardRow: {
            /**
             * Format: date-time
             * @description When these standings were made.
             */
            as_of: string;
            /** @description Empty when there is none. */
            description: components["schemas"]["Title"];
            /** Format: date-time */
            from: string;
            /** @description null: not listed. */
            me: components["schemas"]["VisitMyPlace"] | null;
            /**
             * Format: int64
             * @description Listed.
             */
            people: number;
            repeats: components["schemas"]["VisitBoardRepeat"];
            slug: string;
            state: components["schemas"]["VisitBoardState"];
            title: components["schemas"]["Title"];
            /**
             * Format: date-time
             * @description Exclusive.
             */
            until: string;
        };
        VisitBoards: {
            items: components["schemas"]["VisitBoardRow"][];
        };
        /** @enum {string} */
        VisitBoardState: "running" | "settling" | "settled";
        VisitCard: {
            /**
             * Format: int64
             * @description Its place among the levels; -1: none.
             */
            at?: number;
            ends?: boolean;
            /** Format: decimal */
            growth?: string;
            growth_title: components["schemas"]["Title"];
            level?: components["schemas"]["Title"] | null;
            /** @description From the lowest to the highest. */
            levels: components["schemas"]["VisitLevel"][];
            member: boolean;
            /**
             * Format: decimal
             * @description To the next level.
             */
            missing?: string | null;
            next?: components["schemas"]["Title"] | null;
            /** Format: int64 */
            number?: number;
            /** @description Whoever wants to can join. */
            open: boolean;
            /** Format: date-time */
            paid_until?: string | null;
            /** Format: date-time */
            period_end?: string | null;
            services?: components["schemas"]["VisitService"][];
            /** Format: date-time */
            since?: string | null;
            slug: string;
            title: components["schemas"]["Title"];
        };
        VisitCards: {
            items: components["schemas"]["VisitCard"][];
        };
        VisitChange: {
            /**
             * Format: decimal
             * @description Signed.
             */
            amount: string;
            /** Format: date-time */
            at: string;
            /** @description earn, grant, spend, refund, expire … */
            kind: string;
            /** Format: int64 */
            n: number;
        };
        VisitCheckedIn: {
            rewards: components["schemas"]["VisitReward"][];
            /**
             * Format: int64
             * @description Days in a row with today.
             */
            streak: number;
        };
        VisitCheckIn: {
            check_in: string;
            /** @description The newest 62, the latest first. */
            days: string[];
            description: components["schemas"]["Title"];
            /** @description Has checked in today. */
            done: boolean;
            milestones: components["schemas"]["VisitMilestone"][];
            /** @description Can check in now. */
            open: boolean;
            /** @description Of the first day in a row, the second …, then from the first again. */
            plan: components["schemas"]["VisitReward"][][];
            /**
             * Format: int64
             * @description Days in a row, up to today or yesterday.
             */
            streak: number;
            title: components["schemas"]["Title"];
            /**
             * Format: date
             * @description Of the shop's calendar.
             */
            today: string;
            /**
             * Format: int64
             * @description Days in all.
             */
            total: number;
        };
        VisitCheckInRequest: {
            check_in: string;
        };
        VisitCheckIns: {
            items: components["schemas"]["VisitCheckIn"][];
        };
        /** @description One of them. */
        VisitClaim: {
            code?: string;
            kind?: string;
        };
        VisitClaimed: {
            coupon: components["schemas"]["VisitCoupon"];
        };
        VisitCoupon: {
            benefit: components["schemas"]["VisitBenefit"];
            code: string;
            /** Format: date-time */
            from: string | null;
            id: string;
            rules: components["schemas"]["Title"];
            /** @description Only for some goods. */
            scoped: boolean;
            /** @description issued, reserved, redeemed, expired, revoked. */
            status: string;
            title: components["schemas"]["Title"];
            /** Format: date-time */
            until: string | null;
            /** Format: date-time */
            used_at: string | null;
        };
        VisitCoupons: {
            items: components["schemas"]["VisitCoupon"][];
            next: string | null;
        };
        VisitDraw: {
            /** @description Hash of the seed, published before the first draw. */
            commitment: string;
            draw: string;
            /**
             * Format: int64
             * @description null: no limit.
             */
            free_left: number | null;
            /**
             * Format: decimal
             * @description Probability of no prize.
             */
            none: string;
            /** @description Can be taken part in now. */
            open: boolean;
            /** @description Of a draw that is not free; null: only free ones. */
            price: components["schemas"]["VisitPrice"] | null;
            prizes: components["schemas"]["VisitPrize"][];
            /** @description null until the draw is over. */
            seed: string | null;
            title: components["schemas"]["Title"];
            /** @description Newest first, at most 20. */
            turns: components["schemas"]["VisitTurn"][];
            /**
             * Format: int64
             * @description null: no limit.
             */
            turns_left: number | null;
            /** Format: date-time */
            until: string;
        };
        VisitDrawn: {
            turn: components["schemas"]["VisitTurn"];
        };
        VisitDrawRequest: {
            /** @description Chosen by the person: letters, digits, - and _.  It goes into the number. */
            nonce?: string;
        };
        VisitDraws: {
            items: components["schemas"]["VisitDraw"][];
        };
        /** @enum {string} */
        VisitGroup: "usable" | "used" | "over";
        VisitHistory: {
            /** @description Newest first. */
            items: components["schemas"]["VisitChange"][];
            next: string | null;
        };
        VisitJoined: {
            /** @description false: was a member already. */
            joined: boolean;
        };
        VisitLevel: {
            benefits: components["schemas"]["Title"][];
            /**
             * Format: decimal
             * @description What reaches it; null: not by growth.
             */
            growth: string | null;
            title: components["schemas"]["Title"];
        };
        /** @description A link to a customer's own pages. */
        VisitMade: {
            /** Format: date-time */
            expires_at: string;
            token: string;
            /** @description What the customer opens; whoever has it can open the pages. */
            url: string;
        };
        VisitMake: {
            /** @description What may be done besides looking; everything if not given, nothing if empty. */
            acts?: components["schemas"]["VisitAct"][];
            /**
             * @description Of the browser if not given.
             * @enum {string}
             */
            lang?: "zh" | "en";
            /**
             * Format: int64
             * @description How long the link works; 15 if not given.
             */
            minutes?: number;
            /** @description The page that opens; the first if not given. */
            page?: components["schemas"]["CustomerPage"];
        };
        VisitMall: {
            /** @description Those for me; by slug. */
            items: components["schemas"]["MallOffer"][];
        };
        VisitMallOrder: {
            /** Format: date-time */
            at: string;
            carrier: string;
            /** Format: date-time */
            changed_at: string;
            currency_title: components["schemas"]["Title"];
            hand: components["schemas"]["MallHand"];
            /** @description It hands out codes. */
            has_codes: boolean;
            /**
             * Format: decimal
             * @description In all, of the workspace's currency.
             */
            money: string;
            /**
             * Format: int64
             * @description Number of the order.
             */
            n: number;
            /** @description Of the parcel. */
            number: string;
            /**
             * Format: date-time
             * @description null: nothing is to be paid.
             */
            pay_until: string | null;
            /** @description Where it is paid; null: nothing to pay, or nowhere. */
            pay_url: string | null;
            picture: string;
            /**
             * Format: decimal
             * @description In all.
             */
            points: string;
            /** Format: int64 */
            quantity: number;
            state: components["schemas"]["MallOrderState"];
            /** @description Where it is picked up. */
            store: string;
            /** @description Of the item, as it was ordered. */
            title: components["schemas"]["Title"];
            unit: components["schemas"]["Title"];
            /** @description Canceled because it was not paid in time. */
            unpaid: boolean;
        };
        VisitMallOrdered: {
            /**
             * Format: decimal
             * @description After the order.
             */
            balance: string;
            order: components["schemas"]["VisitMallOrder"];
        };
        VisitMallOrders: {
            /** @description Newest first. */
            items: components["schemas"]["VisitMallOrder"][];
            next: string | null;
        };
        VisitMallPlace: {
            /** @description Of items that are sent, and only of those. */
            contact?: components["schemas"]["MallTo"];
            expect?: components["schemas"]["MallExpect"];
            item: string;
            /**
             * Format: int64
             * @description 1 if not given.
             */
            quantity?: number;
            /** @description Of items that are picked up. */
            store?: string;
        };
        VisitMilestone: {
            /**
             * Format: int64
             * @description Days in a row.
             */
            days: number;
            rewards: components["schemas"]["VisitReward"][];
        };
        VisitMyPlace: {
            /**
             * Format: decimal
             * @description Who stand behind, as a percentage of those listed.
             */
            better_than: string;
            /**
             * Format: decimal
             * @description To the next better score; null: nobody has one.
             */
            gap: string | null;
            /**
             * Format: int64
             * @description From 1, each once.
             */
            position: number;
            /**
             * Format: int64
             * @description Index into `prizes`, as it stands; null: none.
             */
            prize: number | null;
            /** Format: int64 */
            rank: number;
            /** Format: decimal */
            score: string;
        };
        VisitOffer: {
            benefit: components["schemas"]["VisitBenefit"];
            /** Format: date-time */
            from: string | null;
            kind: string;
            rules: components["schemas"]["Title"];
            /** @description Only for some goods. */
            scoped: boolean;
            title: components["schemas"]["Title"];
            /** Format: date-time */
            until: string | null;
        };
        VisitOffers: {
            items: components["schemas"]["VisitOffer"][];
        };
        VisitPoints: {
            items: components["schemas"]["VisitBalance"][];
        };
        VisitPrice: {
            /** Format: decimal */
            amount: string;
            /**
             * Format: decimal
             * @description Of the visitor.
             */
            available: string;
            title: components["schemas"]["Title"];
        };
        VisitPrize: {
            /**
             * Format: int64
             * @description null: no limit.
             */
            left: number | null;
            /**
             * Format: decimal
             * @description Exact.
             */
            probability: string;
            title: components["schemas"]["Title"];
        };
        VisitReward: {
            /**
             * Format: decimal
             * @description Points, or how many coupons.
             */
            count: string;
            /** @enum {string} */
            kind: "points" | "coupon" | "turns";
            /** @description Of the currency or the coupons. */
            title: components["schemas"]["Title"];
        };
        VisitRotate: {
            /** @description Links made before stop working now; else when their time is over. */
            at_once?: boolean;
        };
        VisitService: {
            promise: components["schemas"]["Title"];
            /**
             * Format: int64
             * @description null: no limit.
             */
            remaining: number | null;
            /** Format: date-time */
            renews_at: string | null;
            title: components["schemas"]["Title"];
        };
        VisitTask: {
            /** @description That task. */
            after: components["schemas"]["Title"] | null;
            /**
             * Format: int64
             * @description Completions to be claimed.
             */
            claimable: number;
            /** @description Empty when there is none. */
            description: components["schemas"]["Title"];
            /**
             * Format: int64
             * @description Completions of this period.
             */
            done: number;
            /**
             * Format: int64
             * @description Rewarded so far.
             */
            given: number;
            /**
             * Format: int64
             * @description Completions still possible in it.
             */
            left: number;
            /** @description Waits for another task. */
            locked: boolean;
            /** @description May be done now. */
            open: boolean;
            /** @description once, daily, weekly, monthly, repeated. */
            period: string;
            /** Format: date-time */
            period_until: string | null;
            /**
             * Format: decimal
             * @description Towards the next completion; at most `reach`.
             */
            progress: string;
            /** Format: decimal */
            reach: string;
            rewards: components["schemas"]["VisitReward"][];
            task: string;
            title: components["schemas"]["Title"];
            /**
             * Format: date-time
             * @description When the task ends.
             */
            until: string | null;
        };
        VisitTaskClaim: {
            task: string;
        };
        VisitTaskClaimed: {
            /**
             * Format: int64
             * @description Completions.
             */
            claimed: number;
            rewards: components["schemas"]["VisitReward"][];
        };
        VisitTasks: {
            items: components["schemas"]["VisitTask"][];
        };
        VisitTurn: {
            /** Format: date-time */
            at: string;
            /** @description Receipt: hash of this turn and all before it. */
            chain: string;
            /** @description A thing: how it is handed over. */
            gift: components["schemas"]["Title"] | null;
            /** @description The prize is on its way or was handed over. */
            handed: boolean;
            /**
             * Format: int64
             * @description What chance said: below 1,000,000,000.
             */
            number: number;
            /** @description null: none. */
            prize: components["schemas"]["Title"] | null;
            /**
             * Format: int64
             * @description Of the draw, from 1.
             */
            seq: number;
        };
        /** @description What expressions can speak of. */
        Vocabulary: {
            attributes: components["schemas"]["VocabularyAttribute"][];
            classifications: {
                classes: {
                    name: string;
                    title: components["schemas"]["Title"];
                }[];
                slug: string;
                title: components["schemas"]["Title"];
            }[];
            /** @description Kinds of coupons, of coupons(). */
            coupons: {
                slug: string;
                title: components["schemas"]["Title"];
            }[];
            /** @description Of points(). */
            currencies: {
                slug: string;
                title: components["schemas"]["Title"];
            }[];
            /** @description Prize draws, which rewards give turns in. */
            draws: {
                slug: string;
                title: components["schemas"]["Title"];
            }[];
            events: components["schemas"]["VocabularyEvent"][];
            functions: {
                args: string;
                help: components["schemas"]["Title"];
                name: string;
            }[];
            /** @description Fields of an event's item, as written inside where. */
            item_fields?: components["schemas"]["VocabularyProperty"][];
            keywords: string[];
            /** Format: int64 */
            lsn: number;
            /** @description Of tier() and member(). */
            programmes: {
                /** @description From the lowest. */
                levels: {
                    slug: string;
                    title: components["schemas"]["Title"];
                }[];
                slug: string;
                title: components["schemas"]["Title"];
            }[];
            /** Format: int64 */
            revision: number;
            segments: {
                slug: string;
                title: components["schemas"]["Title"];
            }[];
        };
        /** @description An attribute of people. */
        VocabularyAttribute: {
            name: string;
            /** Format: int64 */
            people: number;
            samples: string[];
            title: components["schemas"]["Title"];
            types: ("number" | "text" | "time" | "bool")[];
        };
        /** @description An event. */
        VocabularyEvent: {
            name: string;
            props: components["schemas"]["VocabularyProperty"][];
            /** Format: int64 */
            rows: number;
            title: components["schemas"]["Title"];
        };
        /** @description A property of an event. */
        VocabularyProperty: {
            /** @description A sum in the workspace's currency. */
            money: boolean;
            name: string;
            samples: string[];
            title: components["schemas"]["Title"];
            types: ("number" | "text" | "time" | "bool")[];
        };
        /** @description The document is good; this should be known of it. */
        Warning: {
            /**
             * Format: decimal
             * @description What it may give a day; null when nothing limits it.
             */
            a_day: string | null;
            /** @description issue_over_sinks, issue_no_sinks, issue_unlimited */
            code: string;
            currency: string;
            /**
             * Format: int64
             * @description That these two are of.
             */
            days: number;
            detail: components["schemas"]["Title"];
            hint: components["schemas"]["Title"];
            /**
             * Format: decimal
             * @description A day, less what was taken back.
             */
            issued: string;
            kind: string;
            slug: string;
            /**
             * Format: decimal
             * @description A day, less what was given back.
             */
            spent: string;
            ways: components["schemas"]["SpendingWays"];
        };
        /** @description How a webhook does. */
        Webhook: {
            /** @description Of the last failure; empty: there was none. */
            answer: string;
            /** Format: int64 */
            dead: number;
            /** Format: int64 */
            delivered: number;
            /** Format: date-time */
            delivered_at: string | null;
            /**
             * Format: int64
             * @description Of the last failure; null: there was no answer.
             */
            http_status: number | null;
            /**
             * Format: int64
             * @description Rows of the log behind its end.
             */
            lag: number;
            /**
             * Format: date-time
             * @description Of the next try.
             */
            next_at: string | null;
            /**
             * Format: date-time
             * @description The secret before signs until then.
             */
            old_secret_until: string | null;
            /** Format: date-time */
            secret_at: string | null;
            slug: string;
            /** @description off; secret: waits for one; fine; trying: an event is tried again; broken: tried from time to time; crowded: too many webhooks. */
            status: components["schemas"]["WebhookStatus"];
            title: components["schemas"]["Title"];
            /**
             * Format: int64
             * @description Of the event that waits.
             */
            tries: number;
            url: string;
        };
        WebhookDeliveries: {
            /** @description Newest first. */
            items: components["schemas"]["WebhookDelivery"][];
            next: string | null;
        };
        WebhookDelivery: {
            answer: string;
            /**
             * Format: date-time
             * @description Of the last try.
             */
            at: string;
            event: string;
            /** Format: int64 */
            http_status: number | null;
            /**
             * Format: int64
             * @description Its place in the log.
             */
            lsn: number;
            /** Format: int64 */
            n: number;
            state: components["schemas"]["DeliveryState"];
            /** Format: int64 */
            tries: number;
        };
        WebhookReplay: {
            /**
             * Format: int64
             * @description One of them; all that are dead if not given.
             */
            n?: number;
        };
        WebhookReplayed: {
            /**
             * Format: int64
             * @description So many will be sent again.
             */
            waiting: number;
        };
        Webhooks: {
            items: components["schemas"]["Webhook"][];
        };
        WebhookSecret: {
            /** @description Shown once. */
            secret: string;
        };
        WebhookSecretMake: {
            /**
             * Format: int64
             * @description How long the secret before signs too; 24 if not given, 0: no longer.
             */
            old_hours?: number;
        };
        /** @enum {string} */
        WebhookStatus: "off" | "secret" | "fine" | "trying" | "broken" | "crowded";
        WebhookTested: {
            /** @description Its beginning, or why there is none. */
            answer: string;
            /** Format: int64 */
            http_status: number | null;
            /** Format: int64 */
            ms: number;
            /** @description It was answered with 2xx. */
            ok: boolean;
        };
        /** @description A condition, whether it holds, and what is so. */
        Why: {
            actual: components["schemas"]["WhyActual"][];
            children: components["schemas"]["Why"][];
            holds: boolean;
            /** @enum {string} */
            kind: "and" | "or" | "not" | "clause";
            path: string;
            place: components["schemas"]["Place"];
            sentence: components["schemas"]["Title"];
            text: string;
        };
        /** @description What is so. */
        WhyActual: {
            /** Format: date-time */
            event_at: string | null;
            /** @description “5 times, last on 2026-11-20 10:32”. */
            text: components["schemas"]["Title"];
            /** @description number, text, time, bool or events. */
            type: string;
            value: components["schemas"]["Scalar"] | null;
        };
        /** @description One brand. */
        Workspace: {
            /**
             * Format: int64
             * @description Of columns on disk.
             */
            bytes: number;
            /** @description ISO 4217. */
            currency: string;
            /** Format: int64 */
            events: number;
            /** Format: date-time */
            first_event_at: string | null;
            /** Format: date-time */
            last_event_at: string | null;
            /**
             * Format: int64
             * @description Position of the log up to which it answers.
             */
            lsn: number;
            /** Format: int64 */
            people: number;
            /** @description How long events are kept, e.g. 36m,product_viewed=13m; none. */
            retention: string;
            slug: string;
            title: string;
            /**
             * @description First day of weeks as they are shown.
             * @enum {string}
             */
            week_start: "monday" | "sunday";
            /** @description IANA time zone: whose days are counted. */
            zone: string;
        };
        WorkspaceChange: {
            currency?: string;
            title?: string;
            /** @enum {string} */
            week_start?: "monday" | "sunday";
            zone?: string;
        };
        /** @description By what events are let in. */
        WriteKey: {
            /**
             * Format: int64
             * @description The same for each address of clients.
             */
            address_rate: number;
            /** Format: date-time */
            created_at: string;
            created_by: string;
            /**
             * Format: int64
             * @description Taken so far, repetitions too.
             */
            events: number;
            id: string;
            /** @description Whether addresses of people are stored. */
            keep_ip: boolean;
            kind: components["schemas"]["WriteKeyKind"];
            /** @description To a quarter of an hour. */
            last_24h: components["schemas"]["WriteUse"];
            /** Format: date-time */
            last_event_at: string | null;
            /** @description Pages it lets in; empty = any. */
            origins: string[];
            /**
             * Format: int64
             * @description Events a second; 0 = no limit.  20 seconds' worth may come at once.
             */
            rate: number;
            /** Format: date-time */
            revoked_at: string | null;
            /** @description What it may send. */
            scopes: components["schemas"]["WriteScope"][];
            /** @description Those that work, newest first. */
            secrets: components["schemas"]["WriteSecret"][];
            title: string;
            /** @description Since midnight in the workspace's zone. */
            today: components["schemas"]["WriteUse"];
        };
        WriteKeyChange: {
            /** Format: int64 */
            address_rate?: number;
            keep_ip?: boolean;
            /** @description For example https://shop.example, https://*.shop.example. */
            origins?: string[];
            /**
             * Format: int64
             * @description Events a second; 0 = no limit.  20 seconds' worth may come at once.
             */
            rate?: number;
            /** @description As its kind has them if not given. */
            scopes?: components["schemas"]["WriteScope"][];
            title?: string;
        };
        /** @enum {string} */
        WriteKeyKind: "browser" | "server";
        WriteKeyName: {
            id: string;
            kind: components["schemas"]["WriteKeyKind"];
            revoked: boolean;
            title: string;
        };
        /** @enum {string} */
        WriteScope: "events" | "people" | "links" | "catalogue";
        /** @description What a client sends to name its key. */
        WriteSecret: {
            /** Format: date-time */
            created_at: string;
            /** @description The first characters, to recognise it. */
            prefix: string;
            /** @description Of a browser key, which is public. */
            secret: string | null;
            /**
             * Format: date-time
             * @description When it stops working, after a rotation.
             */
            until: string | null;
        };
        /** @description What came with a key in some time. */
        WriteUse: {
            /**
             * Format: int64
             * @description Taken, repetitions too.
             */
            events: number;
            /**
             * Format: int64
             * @description Requests turned away as a whole: origin, rate, nonsense.
             */
            refused: number;
            /**
             * Format: int64
             * @description Became dead letters.
             */
            rejected: number;
        };
    };
    responses: {
        /** @description An error (RFC 9457). */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    startBackup: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repetition with the same key within 24 hours gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BackupRequest"];
            };
        };
        responses: {
            /** @description Back the server up, or check a backup */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listCurrencies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Currencies */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            code: string;
                            name: components["schemas"]["Title"];
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    docs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description This document to read */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html; charset=utf-8": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    docsFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Style and script of the documentation page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginRequest"];
            };
        };
        responses: {
            /** @description Sign in with e-mail and password */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    loginWithLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginLinkRequest"];
            };
        };
        responses: {
            /** @description Sign in with a login link */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Sign out */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who is asking, and which workspaces there are */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    updateMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MeChange"];
            };
        };
        responses: {
            /** @description Change one's name or language */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description Set one's password */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    listSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where one is signed in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Session"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    revokeSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description End one of one's sessions */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description This document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    visit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The visit: brand, pages, what may be done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Visit"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    visitBadges: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description My badges */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitBadges"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    visitCheckIns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description My check-ins */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitCheckIns"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    visitCheckIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VisitCheckInRequest"];
            };
        };
        responses: {
            /** @description Check in today */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitCheckedIn"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    visitCoupons: {
        parameters: {
            query?: {
                /** @description From `next` of the page before. */
                cursor?: string;
                /** @description usable if not given. */
                group?: components["schemas"]["VisitGroup"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description My coupons */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitCoupons"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    visitClaim: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VisitClaim"];
            };
        };
        responses: {
            /** @description Claim a coupon */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitClaimed"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    visitOffers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Coupons I can claim */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitOffers"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    visitDraws: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Draws I may take part in, and what I won */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitDraws"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    visitDraw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["VisitDrawRequest"];
            };
        };
        responses: {
            /** @description Draw */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitDrawn"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    visitBoards: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Leaderboards and my places */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitBoards"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    visitBoard: {
        parameters: {
            query?: {
                /** @description A moment of the period to show; the newest that has begun if not given. */
                at?: string;
            };
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A leaderboard: the first places, mine, and who stands near */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitBoard"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    visitMall: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The points mall */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitMall"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    visitMallItem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One item of the mall */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MallOffer"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    visitMallOrders: {
        parameters: {
            query?: {
                /** @description From `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description My orders in the mall */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitMallOrders"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    visitMallPlace: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VisitMallPlace"];
            };
        };
        responses: {
            /** @description Order in the mall */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitMallOrdered"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    visitMallCancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                n: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Cancel an order that is not paid */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitMallOrdered"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    visitMallCodes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                n: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The codes of my order */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MallCodes"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    visitCards: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description My memberships */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitCards"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    visitJoin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Join a programme */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitJoined"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    visitPoints: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description My balances */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitPoints"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    visitHistory: {
        parameters: {
            query?: {
                /** @description From `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                currency: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description My history */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitHistory"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    visitTasks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description My tasks */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitTasks"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    visitTaskClaim: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VisitTaskClaim"];
            };
        };
        responses: {
            /** @description Claim what a task gives */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitTaskClaimed"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getWorkspace: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One workspace */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workspace"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    updateWorkspace: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkspaceChange"];
            };
        };
        responses: {
            /** @description Change a workspace's settings */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workspace"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listAudit: {
        parameters: {
            query?: {
                /** @description Whole (key.revoked) or the part before the dot (key). */
                action?: string;
                /** @description E-mail, title of a key, or author. */
                actor?: string;
                /** @description From `next` of the page before. */
                cursor?: string;
                /** @description Items of a page; 50 if not given. */
                limit?: number;
                /** @description A part of it. */
                object?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who did what */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AuditEntry"][];
                        /** @description The cursor of the next page. */
                        next: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getCare: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How safe the data is */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Care"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    startVerify: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: {
                /** @description A repetition with the same key within 24 hours gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Look for damage */
            202: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getCatalogue: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The catalogue */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Catalogue"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getBrands: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Brands */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Brands"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getCategories: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tree of categories */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Categories"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    putCategories: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CategoriesChange"];
            };
        };
        responses: {
            /** @description Make the tree this */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Categories"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listItems: {
        parameters: {
            query?: {
                /** @description On offer or not. */
                active?: boolean;
                /** @description Of this brand. */
                brand?: string;
                /** @description Of this category or one below it. */
                category?: string;
                /** @description From `next` of the page before. */
                cursor?: string;
                /** @description Of this kind. */
                kind?: components["schemas"]["ItemKind"];
                /** @description Items of a page; 50 if not given. */
                limit?: number;
                /** @description Part of an id or name. */
                q?: string;
                /** @description In this role. */
                role?: components["schemas"]["ItemRole"];
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Items */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    changeItems: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ItemsChange"];
            };
        };
        responses: {
            /** @description Add or change many items */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemsChanged"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getItem: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One item */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Item"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    putItem: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ItemChange"];
            };
        };
        responses: {
            /** @description Make an item this */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Item"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteItem: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Remove an item */
            204: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    patchItem: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ItemChange"];
            };
        };
        responses: {
            /** @description Change an item */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Item"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    lookUpItems: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ItemsOf"];
            };
        };
        responses: {
            /** @description Items by their ids */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ItemsFound"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listClassifications: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All classifications */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Classification"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getClassification: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One classification */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Classification"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    putClassification: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClassificationBody"];
            };
        };
        responses: {
            /** @description Make or change a classification */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Classification"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    archiveClassification: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Archive a classification */
            204: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    classificationDaily: {
        parameters: {
            query?: {
                /** @description The moment to ask about: a date (its end) or a date-time; now if not given. */
                as_of?: string;
                /** @description First day; 29 days before `to` if absent. */
                from?: string;
                /** @description Last day; that of as_of if absent. */
                to?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description People by class, day by day */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClassificationDaily"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    diffClassification: {
        parameters: {
            query?: {
                /** @description A version; the one before b if absent. */
                a?: number;
                /** @description A version; the newest if absent. */
                b?: number;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What changed between two versions */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        lines: components["schemas"]["ClassificationDiffLine"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    classificationFlow: {
        parameters: {
            query?: {
                /** @description The moment to ask about: a date (its end) or a date-time; now if not given. */
                as_of?: string;
                /** @description First day; 29 days before `to` if absent. */
                from?: string;
                /** @description Last day; that of as_of if absent. */
                to?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who went where between two days */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClassificationFlow"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    flowPeople: {
        parameters: {
            query?: {
                /** @description The moment to ask about: a date (its end) or a date-time; now if not given. */
                as_of?: string;
                /** @description From `next` of the page before. */
                cursor?: string;
                /** @description As of the end of this day … */
                from?: string;
                /** @description A class, none or absent. */
                from_class?: string;
                /** @description Items of a page; 50 if not given. */
                limit?: number;
                /** @description … to the end of this. */
                to?: string;
                /** @description A class or none. */
                to_class?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The people of one move */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeoplePage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    classificationValues: {
        parameters: {
            query?: {
                /** @description The moment to ask about: a date (its end) or a date-time; now if not given. */
                as_of?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description People, money and thresholds by class */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClassificationValues"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    classificationVersions: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Versions of a classification */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Newest first. */
                        items: components["schemas"]["ClassificationVersion"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    previewClassification: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClassificationPreviewBody"];
            };
        };
        responses: {
            /** @description Who would move */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClassificationPreview"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listDeadLetters: {
        parameters: {
            query?: {
                /** @description Code of the problem. */
                code?: string;
                /** @description From `next` of the page before. */
                cursor?: string;
                /** @description As the client calls it. */
                event?: string;
                /** @description Id of a write key. */
                key?: string;
                /** @description Items of a page; 50 if not given. */
                limit?: number;
                /** @description Of the client. */
                protocol?: components["schemas"]["ClientProtocol"];
                /** @description Received then or later; a date is its beginning. */
                since?: string;
                /** @description Received before then; a date is its beginning. */
                until?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Dead letters */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: int64
                         * @description Of their texts.
                         */
                        bytes: number;
                        /**
                         * Format: int64
                         * @description Beyond it the oldest go.
                         */
                        bytes_max: number;
                        /**
                         * Format: int64
                         * @description After so many they go.
                         */
                        days: number;
                        /**
                         * Format: int64
                         * @description Gone for age or room since the server started.
                         */
                        dropped: number;
                        /** @description Newest first, without texts. */
                        items: components["schemas"]["DeadLetter"][];
                        /**
                         * Format: int64
                         * @description Of the workspace.
                         */
                        letters: number;
                        next: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    discardDeadLetters: {
        parameters: {
            query?: {
                /** @description Code of the problem. */
                code?: string;
                /** @description As the client calls it. */
                event?: string;
                /** @description Id of a write key. */
                key?: string;
                /** @description Of the client. */
                protocol?: components["schemas"]["ClientProtocol"];
                /** @description Received then or later; a date is its beginning. */
                since?: string;
                /** @description Received before then; a date is its beginning. */
                until?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Discard dead letters */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int64 */
                        discarded: number;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getDeadLetter: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A dead letter with its text */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetter"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    discardDeadLetter: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Discard a dead letter */
            204: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    replayDeadLetter: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Replay"];
            };
        };
        responses: {
            /** @description Send a dead letter again */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replayed"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listDeadReasons: {
        parameters: {
            query?: {
                /** @description Code of the problem. */
                code?: string;
                /** @description As the client calls it. */
                event?: string;
                /** @description Id of a write key. */
                key?: string;
                /** @description Of the client. */
                protocol?: components["schemas"]["ClientProtocol"];
                /** @description Received then or later; a date is its beginning. */
                since?: string;
                /** @description Received before then; a date is its beginning. */
                until?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Why there are dead letters */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Most frequent first. */
                        items: components["schemas"]["DeadReason"][];
                        /**
                         * Format: int64
                         * @description That the filters let through.
                         */
                        letters: number;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    replayDeadLetters: {
        parameters: {
            query?: {
                /** @description Code of the problem. */
                code?: string;
                /** @description From `next` of the page before. */
                cursor?: string;
                /** @description As the client calls it. */
                event?: string;
                /** @description Id of a write key. */
                key?: string;
                /** @description Of the client. */
                protocol?: components["schemas"]["ClientProtocol"];
                /** @description Received then or later; a date is its beginning. */
                since?: string;
                /** @description Received before then; a date is its beginning. */
                until?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Send dead letters again */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayedAll"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listWriteKeys: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Write keys */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["WriteKey"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createWriteKey: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: {
                /** @description A repetition with the same key within 24 hours gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWriteKey"];
            };
        };
        responses: {
            /** @description Make a write key */
            201: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        key: components["schemas"]["WriteKey"];
                        /** @description Of a server key shown this once. */
                        secret: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    revokeWriteKey: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoke a write key */
            204: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    updateWriteKey: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WriteKeyChange"];
            };
        };
        responses: {
            /** @description Change a write key */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WriteKey"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    rotateWriteKey: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: {
                /** @description A repetition with the same key within 24 hours gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Rotation"];
            };
        };
        responses: {
            /** @description Give a write key another secret */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        key: components["schemas"]["WriteKey"];
                        /** @description Of a server key shown this once. */
                        secret: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listWriteKeyNames: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Names of write keys */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Newest first. */
                        items: components["schemas"]["WriteKeyName"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    collectLive: {
        parameters: {
            query?: {
                /** @description Also what the stream `live` tells: one connection does for both. */
                changes?: boolean;
                /** @description As the client calls it. */
                event?: string;
                /** @description An identity: its value, or type:value. */
                id?: string;
                /** @description Id of a write key. */
                key?: string;
                /** @description What became of it; `rejected` shows refused requests too. */
                outcome?: "taken" | "rejected";
                /** @description Of the client. */
                protocol?: components["schemas"]["ClientProtocol"];
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What clients send, as it comes in */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listCoupons: {
        parameters: {
            query?: {
                /** @description From `next` of the page before. */
                cursor?: string;
                /** @description true: only what somebody has; false: only codes that nobody has claimed. */
                held?: boolean;
                /** @description The kind; has to be given. */
                kind?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description Only coupons with this status. */
                status?: "issued" | "reserved" | "redeemed" | "expired" | "revoked";
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Coupons of a kind */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CouponHeldPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getCoupon: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                coupon: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One coupon */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CouponFound"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listCouponBatches: {
        parameters: {
            query?: {
                /** @description From `next` of the page before. */
                cursor?: string;
                /** @description The kind; has to be given. */
                kind?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Batches of a kind */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CouponBatchPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    couponCounts: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What a kind has given */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CouponCounts"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listCouponKinds: {
        parameters: {
            query?: {
                /** @description Default active. */
                status?: "active" | "archived";
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Kinds of coupons and what they have given */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CouponKinds"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getCouponKind: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One kind of coupons */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CouponKind"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    makeCouponPool: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: {
                /** @description A repetition with the same key within 24 hours gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CouponPool"];
            };
        };
        responses: {
            /** @description Make a pool of codes */
            202: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    exportCouponPool: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Export the codes of a pool */
            202: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    previewCoupon: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CouponPreviewGiven"];
            };
        };
        responses: {
            /** @description Read a kind of coupons without keeping it */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CouponPreview"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    quoteKinds: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuoteGiven"];
            };
        };
        responses: {
            /** @description Try a cart with kinds of coupons */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Quote"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    redeemCoupons: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CouponUse"];
            };
        };
        responses: {
            /** @description Redeem coupons in an order */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CouponsDone"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    releaseCoupons: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CouponEnd"];
            };
        };
        responses: {
            /** @description Release reserved coupons */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CouponsDone"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    reserveCoupons: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CouponUse"];
            };
        };
        responses: {
            /** @description Reserve coupons for an order */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CouponsDone"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    reverseCoupons: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CouponEnd"];
            };
        };
        responses: {
            /** @description Give back coupons of a refunded order */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CouponsDone"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    revokeCoupons: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CouponRevoke"];
            };
        };
        responses: {
            /** @description Revoke coupons */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CouponsDone"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    issueToSegment: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: {
                /** @description A repetition with the same key within 24 hours gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CouponsToSegment"];
            };
        };
        responses: {
            /** @description Issue a coupon to a segment */
            202: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listAttributes: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All attributes */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttributeList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All events */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getEvent: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                name: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One event */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventDetail"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    freshness: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How fresh the data is */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Freshness"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    draftPlan: {
        parameters: {
            query?: {
                /** @description Only of this event. */
                event?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A tracking plan made from what was observed */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanDraft"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    previewPlan: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlanPreviewAsk"];
            };
        };
        responses: {
            /** @description What a tracking plan would have found */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanPreview"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    loadDemo: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: {
                /** @description A repetition with the same key within 24 hours gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DemoRequest"];
            };
        };
        responses: {
            /** @description Fill an empty workspace with a simulated brand */
            202: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listDraws: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Prize draws */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draws"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getDraw: {
        parameters: {
            query?: {
                /** @description The odds of this version; of now if not given. */
                version?: number;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One draw: odds and figures */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draw"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getDrawAudit: {
        parameters: {
            query?: {
                /** @description From `next` of the page before. */
                cursor?: string;
                /** @description Items of a page; 50 if not given. */
                limit?: number;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Audit list of a draw */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DrawAudit"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getDrawPerson: {
        parameters: {
            query?: {
                /** @description Items of a page; 50 if not given. */
                limit?: number;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A person in a draw */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DrawMine"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    drawPrize: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DrawAsk"];
            };
        };
        responses: {
            /** @description Draw */
            201: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DrawDone"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listDrawWins: {
        parameters: {
            query?: {
                /** @description From `next` of the page before. */
                cursor?: string;
                /** @description Items of a page; 50 if not given. */
                limit?: number;
                /** @description Only what is handed over by somebody. */
                things?: boolean;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who won */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DrawWins"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    handOverWin: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                n: string;
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DrawHand"];
            };
        };
        responses: {
            /** @description Note that a thing was handed over */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DrawHanded"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listEarnRules: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What earn rules gave */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EarnRules"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    previewEarnRule: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EarnPreviewRequest"];
            };
        };
        responses: {
            /** @description What a rule would have granted */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EarnPreview"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    whyEarned: {
        parameters: {
            query?: {
                /** @description Of the event. */
                lsn?: number;
                /** @description Of the order; its lines too. */
                order?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Why an event or an order earned what it did */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EarnWhy"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    startExport: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: {
                /** @description A repetition with the same key within 24 hours gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExportRequest"];
            };
        };
        responses: {
            /** @description Export people or events */
            202: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    identityRules: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Identity rules in force */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityRules"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    identityWatch: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Identities to look after */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityWatch"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listImports: {
        parameters: {
            query?: {
                /** @description From `next` of the page before. */
                cursor?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Imports so far */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    startImport: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: {
                /** @description A repetition with the same key within 24 hours gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportRequest"];
            };
        };
        responses: {
            /** @description Import an upload */
            202: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    importRejects: {
        parameters: {
            query?: {
                /** @description From `next` of the page before. */
                cursor?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Rejected rows of an import */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RejectPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listJobs: {
        parameters: {
            query?: {
                /** @description From `next` of the page before. */
                cursor?: string;
                /** @description Only jobs of this kind. */
                kind?: "import" | "export" | "question" | "demo" | "verify" | "backup" | "coupons";
                /** @description Items of a page. */
                limit?: number;
                /** @description Only jobs with this status. */
                status?: components["schemas"]["JobStatus"];
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List jobs */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getJob: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One job */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    cancelJob: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Cancel a job */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    jobFile: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                name: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Download a file of a job */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    retryJob: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: {
                /** @description A repetition with the same key within 24 hours gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Run a failed or canceled job again */
            202: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listKeys: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description API keys of the workspace */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Key"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createKey: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: {
                /** @description A repetition with the same key within 24 hours gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewKey"];
            };
        };
        responses: {
            /** @description Make an API key */
            201: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        key: components["schemas"]["Key"];
                        /** @description Shown this once. */
                        secret: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    revokeKey: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoke an API key */
            204: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    listLeaderboards: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Leaderboards */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Leaderboards"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getLeaderboard: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One leaderboard */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Leaderboard"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getStandingsAmong: {
        parameters: {
            query?: {
                /** @description A moment of the period to show; the newest that has begun if not given. */
                at?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LeaderboardAmongGiven"];
            };
        };
        responses: {
            /** @description A few people among themselves */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeaderboardAmong"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getStanding: {
        parameters: {
            query?: {
                /** @description Neighbours on each side; 3 if not given. */
                around?: number;
                /** @description A moment of the period to show; the newest that has begun if not given. */
                at?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One person's place */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeaderboardPerson"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listLeaderboardPeriods: {
        parameters: {
            query?: {
                /** @description From `next` of the page before. */
                cursor?: string;
                /** @description Items of a page; 50 if not given. */
                limit?: number;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Periods with final standings */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeaderboardPeriods"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getStandings: {
        parameters: {
            query?: {
                /** @description A moment of the period to show; the newest that has begun if not given. */
                at?: string;
                /** @description From `next` of the page before. */
                cursor?: string;
                /** @description Position to begin with, from 1. */
                from?: number;
                /** @description Items of a page; 50 if not given. */
                limit?: number;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Standings of a period */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeaderboardStandings"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    previewLeaderboard: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LeaderboardPreviewGiven"];
            };
        };
        responses: {
            /** @description What a document would list */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeaderboardPreview"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listProposals: {
        parameters: {
            query?: {
                /** @description Also those that are decided. */
                all?: boolean;
                /** @description From `next` of the page before. */
                cursor?: string;
                /** @description Items of a page; 50 if not given. */
                limit?: number;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Proposed adjustments */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposals"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    proposeAdjustment: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProposalAsk"];
            };
        };
        responses: {
            /** @description Propose an adjustment */
            201: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProposalMade"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    approveProposal: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                n: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProposalNote"];
            };
        };
        responses: {
            /** @description Approve a proposed adjustment */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProposalDecided"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    rejectProposal: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                n: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProposalNote"];
            };
        };
        responses: {
            /** @description Reject a proposed adjustment */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProposalDecided"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ledgerTotals: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Totals of the ledger */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerTotals"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listTransactions: {
        parameters: {
            query?: {
                /** @description As in an answer. */
                actor?: string;
                /** @description Only of this currency. */
                currency?: string;
                /** @description From `next` of the page before. */
                cursor?: string;
                /** @description From then on. */
                from?: string;
                /** @description Only of this kind. */
                kind?: components["schemas"]["LedgerKind"];
                /** @description Items of a page; 50 if not given. */
                limit?: number;
                /** @description The whole of it; of what was earned, the slug of the rule. */
                reason?: string;
                /** @description Such as the number of an order; the whole of it. */
                ref?: string;
                /** @description Before then; a date: until its end. */
                to?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Transactions of everybody */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transactions"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getTransaction: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                n: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One transaction */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transaction"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    clawBackTransaction: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                n: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PointsPart"];
            };
        };
        responses: {
            /** @description Take back a grant, or part of it */
            201: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PointsPosted"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    refundTransaction: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                n: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PointsPart"];
            };
        };
        responses: {
            /** @description Give back a spend, or part of it */
            201: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PointsPosted"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    reverseTransaction: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                n: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PointsReverse"];
            };
        };
        responses: {
            /** @description Undo what is left of a transaction */
            201: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PointsPosted"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    unfreezeTransaction: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                n: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PointsPart"];
            };
        };
        responses: {
            /** @description Unfreeze what was frozen */
            201: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PointsPosted"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    live: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What changes, as it changes */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listMallItems: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Items of the points mall */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MallItems"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getMallItem: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One item, with what is left */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MallItem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listMallOrders: {
        parameters: {
            query?: {
                /** @description From `next` of the page before. */
                cursor?: string;
                /** @description Ordered from then on. */
                from?: string;
                /** @description Of this item only. */
                item?: string;
                /** @description Items of a page; 50 if not given. */
                limit?: number;
                /** @description Of this person only: any identity, or ~ and a subject. */
                person?: string;
                /** @description In this state only. */
                state?: components["schemas"]["MallOrderState"];
                /** @description Ordered before then; a date: until its end. */
                to?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Orders of the mall */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MallOrders"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getMallOrder: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                n: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One order, and what was done to it */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MallOrderFile"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    cancelMallOrder: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                n: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MallCancel"];
            };
        };
        responses: {
            /** @description Cancel an order */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MallOrdered"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    showMallCodes: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                n: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Show the codes of an order */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MallCodes"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    finishMallOrder: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                n: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An order is done */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MallOrdered"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    payMallOrder: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                n: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MallPay"];
            };
        };
        responses: {
            /** @description The money of an order was paid */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MallOrdered"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readyMallOrder: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                n: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An order can be picked up */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MallOrdered"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    restockMallOrder: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                n: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Sell again what came back */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MallOrdered"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    returnMallOrder: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                n: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MallReturn"];
            };
        };
        responses: {
            /** @description An order came back */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MallOrdered"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    shipMallOrder: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                n: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MallShip"];
            };
        };
        responses: {
            /** @description An order was sent */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MallOrdered"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    bulkMallOrders: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: {
                /** @description A repetition with the same key within 24 hours gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MallBulk"];
            };
        };
        responses: {
            /** @description The same done to many orders */
            202: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    previewMallBulk: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MallBulk"];
            };
        };
        responses: {
            /** @description What doing it to many orders would mean */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MallReach"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    shipMallOrders: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MallParcels"];
            };
        };
        responses: {
            /** @description Many orders were sent */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MallShipOutcomes"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    mallOffers: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The mall for a person */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MallOffers"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    placeMallOrder: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MallPlace"];
            };
        };
        responses: {
            /** @description Order for a person */
            201: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MallOrdered"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listMallPools: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Pools of codes */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MallPools"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getMallPool: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A pool of codes, and its imports */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MallPoolFile"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    addMallCodes: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MallCodesNew"];
            };
        };
        responses: {
            /** @description Add codes to a pool */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MallCodesAdded"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    importMallCodes: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: {
                /** @description A repetition with the same key within 24 hours gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MallCodesFile"];
            };
        };
        responses: {
            /** @description Import a file of codes into a pool */
            202: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    withdrawMallCodes: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MallWithdraw"];
            };
        };
        responses: {
            /** @description Take free codes out of a pool */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MallWithdrawn"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    mallReport: {
        parameters: {
            query?: {
                /** @description The 30 days up to `to` if not given; at most 400 days. */
                from?: string;
                /** @description Of this item only. */
                item?: string;
                /** @description Today if not given. */
                to?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the mall sold */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MallReport"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getOverview: {
        parameters: {
            query?: {
                /** @description The moment to ask about: a date (its end) or a date-time; now if not given. */
                as_of?: string;
                /** @description previous: the span of the same length right before; year: 364 days earlier, so that weekdays meet; none. */
                compare?: "previous" | "year" | "none";
                /** @description The last so many days up to as_of; 30 if neither this nor from and to. */
                days?: "7" | "30" | "90" | "365";
                /** @description First day, together with `to`. */
                from?: string;
                /** @description Last day, together with `from`. */
                to?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The brand on one page */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    searchPeople: {
        parameters: {
            query?: {
                /** @description Items of a page. */
                limit?: number;
                /** @description Any identity, its beginning, or a name. */
                q?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Find people */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonMatches"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getPerson: {
        parameters: {
            query?: {
                /** @description A date (its last millisecond) or a time; default now. */
                as_of?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One person */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Person"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    erasePerson: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Erase a person */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonErased"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    personAccounts: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A person's balances */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accounts"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    personAccount: {
        parameters: {
            query?: {
                /** @description From `next` of the page before. */
                cursor?: string;
                /** @description Items of a page; 50 if not given. */
                limit?: number;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                currency: string;
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One account: lots and history */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    attributeHistory: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                name: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Values of an attribute over time */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttributeHistory"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    personBadges: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A person's badges */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonBadges"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    blockIdentity: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdentityBlock"];
            };
        };
        responses: {
            /** @description Block an identity, or unblock it */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityByHand"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    personCheckIns: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A person's check-ins */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonCheckIns"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    checkIn: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CheckInRequest"];
            };
        };
        responses: {
            /** @description Check a person in today */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckedIn"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    personCoupons: {
        parameters: {
            query?: {
                /** @description From `next` of the page before. */
                cursor?: string;
                /** @description Only coupons of this kind. */
                kind?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description Only coupons with this status. */
                status?: "issued" | "reserved" | "redeemed" | "expired" | "revoked";
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A person's coupons */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CouponPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    issueCoupon: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CouponIssue"];
            };
        };
        responses: {
            /** @description Issue coupons to a person */
            201: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CouponsDone"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    claimCoupon: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CouponClaim"];
            };
        };
        responses: {
            /** @description Claim a coupon for a person */
            201: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CouponsDone"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    quotePerson: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuoteOwnGiven"];
            };
        };
        responses: {
            /** @description Price a cart with a person's coupons */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Quote"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    personEvents: {
        parameters: {
            query?: {
                /** @description Only events before it. */
                before?: string;
                /** @description From `next` of the page before. */
                cursor?: string;
                /** @description Only this event. */
                event?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What somebody did */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonEvents"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    freezePerson: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonFreeze"];
            };
        };
        responses: {
            /** @description Freeze a person, or unfreeze */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityByHand"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    personIdentity: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What somebody is known as, and why it is one person */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonIdentity"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    personMemberships: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A person's memberships */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonMemberships"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    mergePeople: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PeopleMerge"];
            };
        };
        responses: {
            /** @description Merge people */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonMoved"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    personOrders: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What somebody bought */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonOrders"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postPoints: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PointsPost"];
            };
        };
        responses: {
            /** @description Post to a person's account */
            201: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PointsPosted"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    personEraseReach: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What erasing a person would take */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonEraseReach"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    personTasks: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A person's tasks */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonTasks"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    claimTask: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaskClaimRequest"];
            };
        };
        responses: {
            /** @description Claim the rewards of a task */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskClaimed"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    unmergePeople: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PeopleUnmerge"];
            };
        };
        responses: {
            /** @description Take a person apart */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonMoved"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    makeVisit: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["VisitMake"];
            };
        };
        responses: {
            /** @description Make a link to a customer's own pages */
            201: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitMade"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    orderPoints: {
        parameters: {
            query?: {
                /** @description Its number; has to be given. */
                order?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Points of an order */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderPoints"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    returnOrderPoints: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrderPointsReturn"];
            };
        };
        responses: {
            /** @description Give back points of returned lines */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CouponsDone"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    countMembers: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Members of each level */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberCounts"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listMembers: {
        parameters: {
            query?: {
                /** @description From `next` of the page before. */
                cursor?: string;
                /** @description Only of this level. */
                level?: string;
                /** @description Items of a page; 50 if not given. */
                limit?: number;
                /** @description active if not given. */
                status?: components["schemas"]["MemberStatus"];
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Members of a programme */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getMember: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One member */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    cancelMember: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberCancel"];
            };
        };
        responses: {
            /** @description Cancel a paid membership */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberDone"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    joinMember: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberJoin"];
            };
        };
        responses: {
            /** @description Take somebody in */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberDone"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    leaveMember: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberLeave"];
            };
        };
        responses: {
            /** @description End a membership */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberDone"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    setMemberLevel: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberLevelSet"];
            };
        };
        responses: {
            /** @description Set a level by hand */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberDone"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    refundMember: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberRefund"];
            };
        };
        responses: {
            /** @description Refund a term */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberDone"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    renewMember: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberRenew"];
            };
        };
        responses: {
            /** @description Renew */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberDone"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    subscribeMember: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberSubscribe"];
            };
        };
        responses: {
            /** @description Subscribe to a plan */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberDone"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    useMemberService: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberUse"];
            };
        };
        responses: {
            /** @description Use a service */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberDone"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listPromotions: {
        parameters: {
            query?: {
                /** @description Archived ones too. */
                archived?: boolean;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Promotions and what they have sold */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromotionList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getPromotion: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One promotion with its items */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Promotion"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listPromotionBuyers: {
        parameters: {
            query?: {
                /** @description From `next` of the page before. */
                cursor?: string;
                /** @description Only this item. */
                item?: string;
                /** @description Items of a page. */
                limit?: number;
                /** @description Only these; without it reserved and sold ones. */
                status?: "reserved" | "redeemed" | "released" | "lapsed";
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who bought at the promotional price */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromotionBuyers"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    promotionPrices: {
        parameters: {
            query?: {
                /** @description Up to 100, with commas between. */
                items?: string;
                /** @description Any identity; without it promotions for some people do not count. */
                person?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Prices of items for a person */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromotionPrices"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    askAttribution: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AttributionQuestion"];
            };
        };
        responses: {
            /** @description Which touches share in conversions */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Attribution"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    attributionPeople: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AttributionPeopleQuestion"];
            };
        };
        responses: {
            /** @description The people behind a number of an attribution */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeoplePage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    checkExpression: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ParseQuestion"];
            };
        };
        responses: {
            /** @description All that is wrong with an expression */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckedExpression"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    countPeople: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CountQuestion"];
            };
        };
        responses: {
            /** @description Count people */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Count"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    askDifference: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DifferenceQuestion"];
            };
        };
        responses: {
            /** @description Who came into a set and who left it between two moments */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Difference"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    differencePeople: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DifferencePeopleQuestion"];
            };
        };
        responses: {
            /** @description The people behind a number of a difference */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeoplePage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    askDistribution: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DistributionQuestion"];
            };
        };
        responses: {
            /** @description How many people have how much */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Distribution"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    distributionPeople: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DistributionPeopleQuestion"];
            };
        };
        responses: {
            /** @description The people behind a number of a distribution */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeoplePage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    explainPerson: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExplainQuestion"];
            };
        };
        responses: {
            /** @description Why somebody is or is not in a set */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explanation"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    formatBuilder: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FormatQuestion"];
            };
        };
        responses: {
            /** @description Form to expression */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FormattedExpression"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    askFunnel: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FunnelQuestion"];
            };
        };
        responses: {
            /** @description How far people get through a series of steps */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Funnel"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    funnelPeople: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FunnelPeopleQuestion"];
            };
        };
        responses: {
            /** @description The people behind a number of a funnel */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeoplePage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    startQuestion: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: {
                /** @description A repetition with the same key within 24 hours gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuestionJobRequest"];
            };
        };
        responses: {
            /** @description Ask a question in the background */
            202: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    askOverlap: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OverlapQuestion"];
            };
        };
        responses: {
            /** @description How much sets of people overlap */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overlap"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    overlapPeople: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OverlapPeopleQuestion"];
            };
        };
        responses: {
            /** @description The people behind a number of an overlap */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeoplePage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    parseExpression: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ParseQuestion"];
            };
        };
        responses: {
            /** @description Expression to form */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ParsedExpression"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    askPaths: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PathsQuestion"];
            };
        };
        responses: {
            /** @description What people do after an event, before one, or between two */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Paths"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    pathsPeople: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PathsPeopleQuestion"];
            };
        };
        responses: {
            /** @description The people behind a number of paths */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeoplePage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listPeople: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PeopleQuestion"];
            };
        };
        responses: {
            /** @description List people */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeoplePage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    profilePeople: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfileQuestion"];
            };
        };
        responses: {
            /** @description A set of people against another */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    askRetention: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RetentionQuestion"];
            };
        };
        responses: {
            /** @description Who of those who started in a period comes back, and when */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retention"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    retentionPeople: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RetentionPeopleQuestion"];
            };
        };
        responses: {
            /** @description The people behind a number of a retention */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeoplePage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    samplePeople: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SampleQuestion"];
            };
        };
        responses: {
            /** @description Some people at random */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeoplePage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    askSaved: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["AskSaved"];
            };
        };
        responses: {
            /** @description Ask a kept question */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedAnswer"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    askTrend: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrendQuestion"];
            };
        };
        responses: {
            /** @description How much happens, period by period */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trend"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    trendPeople: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrendPeopleQuestion"];
            };
        };
        responses: {
            /** @description The people behind a number of a trend */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeoplePage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    vocabulary: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What expressions can speak of */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Vocabulary"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listReports: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All reports */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ReportInfo"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getReport: {
        parameters: {
            query?: {
                /** @description The moment to ask about: a date (its end) or a date-time; now if not given. */
                as_of?: string;
                /** @description Another classification than the report's own. */
                classification?: string;
                /** @description Also counts for each day. */
                daily?: boolean;
                /** @description Also who went where. */
                flow?: boolean;
                /** @description First day of the period. */
                from?: string;
                /** @description Last day of the period. */
                to?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                name: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One report as tables */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getCouponEffect: {
        parameters: {
            query?: {
                /** @description Also by class, as of the moment of targeting. */
                classification?: string;
                /** @description Days of outcome from the moment of targeting; default 30. */
                days?: number;
                /** @description First day. */
                from?: string;
                /** @description Margin as a share of list price, for items without a cost; default 0.3. */
                margin?: string;
                /** @description Last day. */
                to?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                kind: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The effect of a kind of coupons */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getDosesEffect: {
        parameters: {
            query?: {
                /** @description Also by class, as of the moment of targeting. */
                classification?: string;
                /** @description Days of outcome from the moment of targeting; default 30. */
                days?: number;
                /** @description Batches that began on this day or later. */
                from?: string;
                /** @description Kinds of coupons, with commas between, at most 20; default: the latest with a holdout. */
                kinds?: string;
                /** @description Margin as a share of list price, for items without a cost; default 0.3. */
                margin?: string;
                /** @description Batches that began on this day or earlier. */
                to?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Dose and response of coupons */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getMembershipEffect: {
        parameters: {
            query?: {
                /** @description First day. */
                from?: string;
                /** @description Last day. */
                to?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                programme: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The effect of a membership programme */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getPointsEffect: {
        parameters: {
            query?: {
                /** @description First day. */
                from?: string;
                /** @description Periods; default month. */
                grain?: "day" | "week" | "month";
                /** @description Last day. */
                to?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                currency: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The economy of a currency */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listResources: {
        parameters: {
            query?: {
                /** @description Only resources of this kind. */
                kind?: "segment" | "classification" | "list" | "question" | "board" | "tracking_plan" | "identity_rules" | "coupon" | "currency" | "programme" | "earn_rule";
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Resources that are not archived */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Resource"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getDocument: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                kind: string;
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One resource and its document */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Document"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    putDocument: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                kind: string;
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Create or change a resource */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Document"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    archiveDocument: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                kind: string;
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Archive a resource */
            204: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    restoreDocument: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                kind: string;
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Restore an archived resource */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Document"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    documentVersions: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                kind: string;
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Versions of a resource */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Newest first. */
                        items: components["schemas"]["DocumentVersion"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    applyResources: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: {
                /** @description A repetition with the same key within 24 hours gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Apply"];
            };
        };
        responses: {
            /** @description Apply documents */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changes: components["schemas"]["ResourceChange"][];
                        /** @description Said beside; they block nothing. */
                        warnings: components["schemas"]["Warning"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    pullResources: {
        parameters: {
            query?: {
                /** @description Only resources of this kind. */
                kind?: "segment" | "classification" | "list" | "question" | "board" | "tracking_plan" | "identity_rules" | "coupon" | "currency" | "programme" | "earn_rule";
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Resources as documents */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "text/yaml; charset=utf-8": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    setRetention: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RetentionChange"];
            };
        };
        responses: {
            /** @description Set how long events are kept */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetentionReach"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    retentionReach: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RetentionRules"];
            };
        };
        responses: {
            /** @description What rules of retention would take */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetentionReach"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listSegments: {
        parameters: {
            query?: {
                /** @description A date (its last millisecond) or a time; default now. */
                as_of?: string;
                /** @description Also count their people, now and on the 14 days before. */
                sizes?: boolean;
                /** @description Default active. */
                status?: "active" | "archived";
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List segments */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getSegment: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One segment */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Segment"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    putSegment: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SegmentInput"];
            };
        };
        responses: {
            /** @description Create or change a segment */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Segment"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    archiveSegment: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Archive a segment */
            204: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    segmentChanges: {
        parameters: {
            query?: {
                /** @description Only those. */
                cause?: "event" | "time" | "definition" | "identity" | "late" | "baseline";
                /** @description From `next` of the page before. */
                cursor?: string;
                /** @description Items of a page; 50 if not given. */
                limit?: number;
                /** @description Only of this person: an identity, or ~ and a number. */
                person?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who entered and left */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentChanges"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    diffSegment: {
        parameters: {
            query?: {
                /** @description The older version. */
                a?: number;
                /** @description The newer version. */
                b?: number;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Two versions compared */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentDiff"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    segmentHistory: {
        parameters: {
            query?: {
                /** @description Default 30. */
                days?: number;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who entered and left, day by day */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentHistory"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    lookAtSegment: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Look at it now */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentLook"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    restoreSegment: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Restore an archived segment */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Segment"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    segmentTrend: {
        parameters: {
            query?: {
                /** @description Default 30. */
                days?: number;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Size day by day */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentTrend"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    segmentVersions: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Versions of a segment */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SegmentVersions"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    taskCounts: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Counts of tasks, check-ins and badges */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskCountsList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    taskDays: {
        parameters: {
            query?: {
                /** @description 30 if not given. */
                days?: number;
                /** @description task if not given. */
                kind?: components["schemas"]["TaskKind"];
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How often it was done, day by day */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskDays"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    taskRows: {
        parameters: {
            query?: {
                /** @description From `next` of the page before. */
                cursor?: string;
                /** @description task if not given. */
                kind?: components["schemas"]["TaskKind"];
                /** @description Items of a page; 50 if not given. */
                limit?: number;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who completed it, checked in, has it */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskRows"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    checkInStreaks: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many days in a row people have */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskStreaks"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    upload: {
        parameters: {
            query?: {
                /** @description The file's name. */
                name?: string;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": unknown;
            };
        };
        responses: {
            /** @description Upload a file */
            201: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteUpload: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Remove an upload */
            204: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    inspectUpload: {
        parameters: {
            query?: {
                /** @description A character, \t or blank. */
                delimiter?: string;
                /** @description Instead of the one found. */
                encoding?: "auto" | "utf-8" | "gb18030";
                /** @description Instead of the one found. */
                format?: "csv" | "ndjson";
                /** @description Whether the first row holds titles. */
                header?: boolean;
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What a file seems to hold, and a guessed mapping */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileLook"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    previewUpload: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewRequest"];
            };
        };
        responses: {
            /** @description How a mapping understands a file */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Users of the workspace */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["User"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    inviteUser: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: {
                /** @description A repetition with the same key within 24 hours gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Invitation"];
            };
        };
        responses: {
            /** @description Invite somebody */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description For a new user; shown this once. */
                        link: components["schemas"]["LoginLink"] | null;
                        user: components["schemas"]["User"];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    makeLoginLink: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: {
                /** @description A repetition with the same key within 24 hours gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Make a login link for somebody */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginLink"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    setUserRole: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                id: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleChange"];
            };
        };
        responses: {
            /** @description Give or take a role */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    rotateVisits: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["VisitRotate"];
            };
        };
        responses: {
            /** @description Change the key of visit links */
            204: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Webhooks and how they do */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhooks"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                /** @description From `next` of the page before. */
                cursor?: string;
                /** @description Items of a page; 50 if not given. */
                limit?: number;
                /** @description Only those. */
                state?: components["schemas"]["DeliveryState"];
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was delivered, and what is dead */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDeliveries"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    replayDeliveries: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["WebhookReplay"];
            };
        };
        responses: {
            /** @description Send dead ones again */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookReplayed"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    resumeWebhook: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Try now what waits */
            204: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    newWebhookSecret: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["WebhookSecretMake"];
            };
        };
        responses: {
            /** @description A new secret */
            201: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookSecret"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    testWebhook: {
        parameters: {
            query?: {
                /** @description Read your writes: wait until this position of the log (as a write or the header Shoal-LSN named it) can be asked for, at most 10 seconds; then 503 lsn_not_reached. */
                wait?: number;
            };
            header?: never;
            path: {
                slug: string;
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Send a test */
            200: {
                headers: {
                    /** @description Position of the log that the answer saw; absent when it looked at no rows. */
                    "Shoal-LSN"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookTested"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listWorkspaces: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The workspaces one may enter */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Workspace"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createWorkspace: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repetition with the same key within 24 hours gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWorkspace"];
            };
        };
        responses: {
            /** @description Make a workspace */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workspace"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listZones: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Time zones */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: string[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether the process answers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    customerPages: {
        parameters: {
            query?: {
                /** @description Language of the page. */
                lang?: string;
            };
            header?: never;
            path: {
                brand: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The customer pages */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html; charset=utf-8": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    customerPage: {
        parameters: {
            query?: {
                /** @description Language of the page. */
                lang?: string;
            };
            header?: never;
            path: {
                brand: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One customer page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html; charset=utf-8": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Figures for Prometheus */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain; version=0.0.4; charset=utf-8": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether it may be sent requests */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
}

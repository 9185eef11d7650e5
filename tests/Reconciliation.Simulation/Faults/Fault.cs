namespace Reconciliation.Simulation.Faults;

/// <summary>The kinds of fault that hit the service.</summary>
internal enum FaultKind
{
    /// <summary>kill -9 of an engine, which is started again later.</summary>
    EngineKilled,

    /// <summary>SIGTERM to an engine, which is started again later.</summary>
    EngineStopped,

    /// <summary>An engine stands still with its connections and locks held, then goes on.</summary>
    EngineFrozen,

    /// <summary>One engine more runs.</summary>
    EngineAdded,

    /// <summary>One engine less runs.</summary>
    EngineRemoved,

    /// <summary>kill -9 of every process of PostgreSQL, worse than its immediate mode; it recovers when it is started again.</summary>
    PostgresKilled,

    /// <summary>PostgreSQL is stopped in fast mode and started again.</summary>
    PostgresRestarted,

    /// <summary>kill -9 of RabbitMQ, which is started again.</summary>
    BrokerKilled,

    /// <summary>RabbitMQ is stopped cleanly and started again.</summary>
    BrokerRestarted,

    /// <summary>The connections of the engines to PostgreSQL are reset.</summary>
    PostgresCut,

    /// <summary>Nothing passes between the engines and PostgreSQL for a while.</summary>
    PostgresStalled,

    /// <summary>Connections to PostgreSQL are refused for a while.</summary>
    PostgresRefused,

    /// <summary>The connections of the engines to RabbitMQ are reset.</summary>
    BrokerCut,

    /// <summary>Nothing passes between the engines and RabbitMQ for a while.</summary>
    BrokerStalled,

    /// <summary>Connections to RabbitMQ are refused for a while.</summary>
    BrokerRefused,

    /// <summary>The connection of upstream to RabbitMQ is reset: messages that are not confirmed are sent again.</summary>
    UpstreamCut,

    /// <summary>The clock of every engine jumps on.</summary>
    ClockMoved,

    /// <summary>PostgreSQL takes no writes for a while, as a server that was demoted or whose disk is nearly full.</summary>
    PostgresReadOnly,

    /// <summary>Every process of PostgreSQL stands still with its connections and locks held, then goes on.</summary>
    PostgresFrozen,

    /// <summary>PostgreSQL answers every write to some table with one SQLSTATE for a while, none of them a line's fault.</summary>
    PostgresRefusing,

    /// <summary>The clock of one engine goes wrong by up to a minute and a half, and right again.</summary>
    EngineSkewed,

    /// <summary>kill -9 of the primary; its standby is promoted, and it comes back as the standby of that one.</summary>
    FailedOver,
}

/// <summary>One fault of the plan.</summary>
/// <param name="At">When, from the start of the stream.</param>
/// <param name="Kind">The kind of fault.</param>
/// <param name="Slot">The engine, where the fault is about one.</param>
/// <param name="For">The time for which it lasts; of the clock, the time by which it jumps.</param>
internal sealed record Fault(TimeSpan At, FaultKind Kind, int Slot, TimeSpan For);

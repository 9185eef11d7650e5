using Microsoft.Extensions.Logging;
using Reconciliation.Bus;

namespace Reconciliation.Hosting;

/// <summary>
/// Whether the broker takes messages. One that an alarm blocks is connected and takes none; one that refuses our exchanges will not change
/// by itself.
/// </summary>
/// <param name="publisher">The way to the broker.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">The log.</param>
public sealed class BrokerProbe(Publisher publisher, TimeProvider clock, ILogger<BrokerProbe> log) : BoundedProbe(clock, log)
{
    /// <inheritdoc/>
    protected override async Task<string?> LookAsync(CancellationToken cancellationToken) =>
        publisher.Refusals is [var refusal, ..] ? refusal + "."
        : await publisher.TakesMessagesAsync(cancellationToken) ? null
        : "the broker takes no messages: it is away, or an alarm blocks it.";
}

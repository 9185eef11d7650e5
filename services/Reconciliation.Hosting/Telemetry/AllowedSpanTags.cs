using System.Collections.Frozen;
using System.Diagnostics;
using OpenTelemetry;

namespace Reconciliation.Hosting;

/// <summary>
/// The tags that a span may have; every other tag is removed before the span leaves the process. Paths and queries hold the numbers of
/// members, and a later version of a library may add tags that nobody here has read.
/// </summary>
internal sealed class AllowedSpanTags : BaseProcessor<Activity>
{
    private static readonly FrozenSet<string> Allowed = new[]
    {
        "error.type", "http.request.method", "http.response.status_code", "http.route", "messaging.batch.message_count",
        "messaging.destination.name", "messaging.operation.type", "messaging.system", "network.protocol.version", "reconciliation.lignes",
        "reconciliation.soins", "server.address", "server.port", "url.scheme",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        foreach (var (name, _) in data.TagObjects.Where(f => !Allowed.Contains(f.Key)).ToList())
        {
            data.SetTag(name, null);
        }

        // Without a route nothing but the method is left to name a request.
        if (data.Kind == ActivityKind.Server && data.GetTagItem("http.route") is null)
        {
            data.DisplayName = data.GetTagItem("http.request.method") as string ?? "HTTP";
        }
    }
}

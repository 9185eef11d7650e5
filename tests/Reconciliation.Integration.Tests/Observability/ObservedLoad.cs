using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using RabbitMQ.Client;
using Reconciliation.Domain;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;

namespace Reconciliation.Integration.Tests.Observability;

/// <summary>The load of producers and callers on the observed service, until it is told to end.</summary>
/// <param name="broker">The broker to which the producers publish.</param>
/// <param name="api">The address of the API.</param>
/// <param name="traceId">The trace that one message of each round carries.</param>
internal sealed class ObservedLoad(Broker broker, Uri api, string traceId)
{
    private volatile bool _ended;

    /// <summary>Lets the round under way be the last.</summary>
    public void End() => _ended = true;

    // Every second: both parts in either order, payments that come twice, late or refused, a deadline that passes, and calls of every kind.
    public async Task RunAsync()
    {
        using var client = new HttpClient { BaseAddress = api };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", TestInstance.Token(null, Scopes.Espace, Scopes.Support, Scopes.Producer));
        for (var round = 1; !_ended; round++)
        {
            var member = string.Create(CultureInfo.InvariantCulture, $"{ObservedService.Member}{round}");
            await PublishAsync(Part.Complementaire.Queue, Recent(PaymentRecords.Complementaire(member), paidDaysAgo: 2));
            await PublishAsync(Part.Ro.Queue, Recent(PaymentRecords.Ro(member + "A"), paidDaysAgo: 2), traced: true);
            await PublishAsync(
                Part.Ro.Queue, Recent(PaymentRecords.Ro(member + "A"), paidDaysAgo: 2), age: TimeSpan.FromMinutes(1));
            await PublishAsync(
                Part.Complementaire.Queue,
                Recent(PaymentRecords.Complementaire(member + "B"), paidDaysAgo: 0).With("transmisLe", WindowEndsIn(2)));
            await PublishAsync(Part.Ro.Queue, PaymentRecords.Ro(member).Without("montant"));
            await PublishAsync(
                Part.Ro.Queue, Recent(PaymentRecords.Ro(member + "A"), paidDaysAgo: 2).With("beneficiaireId", member + "-other"));
            await CallAsync(client, member);
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
            await PublishAsync(Part.Ro.Queue, Recent(PaymentRecords.Ro(member), paidDaysAgo: 1));
            await PublishAsync(
                Part.Complementaire.Queue, Recent(PaymentRecords.Complementaire(member + "A"), paidDaysAgo: 1));
        }
    }

    private static async Task CallAsync(HttpClient client, string member)
    {
        using var body = new StringContent(PaymentRecords.Ro(member + "H").ToJsonString(), Encoding.UTF8, "application/json");
        using (await client.PostAsync(new Uri("/v1/paiements/ro", UriKind.Relative), body))
        using (await client.GetAsync(new Uri($"/v1/adherents/{member}/soins", UriKind.Relative)))
        using (await client.GetAsync(new Uri($"/v1/recherche?q={member}", UriKind.Relative)))
        using (await client.GetAsync(new Uri($"/v1/soins/{Guid.Empty}", UriKind.Relative)))
        using (await client.GetAsync(new Uri($"/nowhere/{member}", UriKind.Relative)))
        {
            // The answers of these calls do not matter here.
        }
    }

    private async Task PublishAsync(string exchange, JsonObject payment, TimeSpan age = default, bool traced = false)
    {
        var headers = new Dictionary<string, object?>
        {
            ["timestamp_in_ms"] = (TimeProvider.System.GetUtcNow() - age).ToUnixTimeMilliseconds(),
        };
        if (traced)
        {
            headers["traceparent"] = $"00-{traceId}-00f067aa0ba902b7-01";
        }

        var properties = new BasicProperties { Persistent = true, Headers = headers };
        await broker.Channel.BasicPublishAsync(exchange, "", mandatory: true, properties, Encoding.UTF8.GetBytes(payment.ToJsonString()));
    }

    private static JsonObject Recent(JsonObject payment, int paidDaysAgo) =>
        payment.With("dateSoin", Day(4)).With("transmisLe", null).With("payeLe", Day(paidDaysAgo));

    private static string Day(int daysAgo) =>
        Paris.Day(TimeProvider.System.GetUtcNow()).AddDays(-daysAgo).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // The window of a missing RO ends 72 hours after the care was sent.
    private static string WindowEndsIn(int seconds) =>
        (TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(72) + TimeSpan.FromSeconds(seconds))
            .ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture);
}

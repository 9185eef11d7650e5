using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Reconciliation.Contracts;
using Reconciliation.Dev;
using Reconciliation.Hosting;
using Reconciliation.Simulation.Readers;
using Reconciliation.Storage;

namespace Reconciliation.Simulation.Upstream;

/// <summary>
/// A faithful upstream over HTTP: it keeps each record until an engine has answered that it is accepted, and sends it again else.
/// </summary>
/// <param name="doors">The way to the engines.</param>
/// <param name="records">The records to send, in this order.</param>
/// <param name="pace">When each is due; outages are made up for.</param>
/// <param name="clock">The real clock.</param>
internal sealed class HttpSender(Doors doors, IReadOnlyList<PaiementEmis> records, Pace pace, TimeProvider clock)
{
    private const int RecordsPerCallMax = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>How many records were sent once more, since nobody had answered that they are accepted.</summary>
    public int SentAgain { get; private set; }

    /// <summary>Returns once every record is accepted.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var client = doors.Create();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", TokenCommand.Sign(Doors.Key, TimeProvider.System, "simulation", null, Scopes.Producer));
        for (var next = 0; next < records.Count;)
        {
            var due = pace.DueOf(records.Count);
            var call = records.Take(due).Skip(next).TakeWhile(r => r.GetType() == records[next].GetType()).Take(RecordsPerCallMax).ToList();
            if (call.Count > 0 && await IsAcceptedAsync(client, call, cancellation))
            {
                next += call.Count;
            }
            else
            {
                SentAgain += call.Count;
                await Task.Delay(Pause, clock, cancellation);
            }
        }
    }

    private static async Task<bool> IsAcceptedAsync(HttpClient client, List<PaiementEmis> call, CancellationToken cancellation)
    {
        var path = call[0] is PaiementRoEmis ? "/v1/paiements/ro" : "/v1/paiements/complementaires";
        var body = $"[{string.Join(',', call.Select(StoredJson.Write))}]";
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        try
        {
            using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content, cancellation);
            if (answer.StatusCode != HttpStatusCode.Accepted)
                return false;
            var accepted = JsonSerializer.Deserialize(
                await answer.Content.ReadAsStringAsync(cancellation), ContratsJson.Lisible.ReponseIngestion)!.Acceptes;
            return accepted == call.Count
                ? true
                : throw new SimulationFailedException($"Of {call.Count} good records {accepted} were accepted over HTTP.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }
}

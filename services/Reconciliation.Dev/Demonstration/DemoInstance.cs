using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Reconciliation.Contracts;
using Reconciliation.Domain;
using Reconciliation.Hosting;
using Reconciliation.Recon;
using Reconciliation.Storage;

namespace Reconciliation.Dev;

/// <summary>The instance that <c>recon run</c> starts on this machine, for commands that send it payments over HTTP.</summary>
internal sealed class DemoInstance : IDisposable
{
    /// <summary>The longest time that one body may take, being told to come again included.</summary>
    private static readonly TimeSpan BodyTimeout = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    // Far below the limits of a body, and with that still few bodies.
    private const int RecordsPerBodyMax = 1000;

    private readonly HttpClient _http;
    private readonly PaymentStreams _streams;
    private readonly TimeProvider _clock;

    private DemoInstance(Uri address, PaymentStreams streams, TimeProvider clock)
    {
        (_streams, _clock) = (streams, clock);
        _http = new HttpClient { BaseAddress = address, Timeout = BodyTimeout };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", TokenCommand.Sign(DevelopmentKey.ReadOrCreate(), clock, "simulate", adherent: null, Scopes.Producer));
    }

    /// <summary>Looks for the instance.</summary>
    /// <param name="address">Where it listens.</param>
    /// <param name="streams">The streams of payments.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartupRefusedException">Nothing answers there.</exception>
    public static async Task<DemoInstance> OpenAsync(
        Uri address, PaymentStreams streams, TimeProvider clock, CancellationToken cancellationToken)
    {
        var instance = new DemoInstance(address, streams, clock);
        try
        {
            using var answer = await instance._http.GetAsync(new Uri("health/live", UriKind.Relative), cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                return instance;
            }

            instance.Dispose();
            throw new StartupRefusedException(
                $"Something else than an instance answers at {address} ({(int)answer.StatusCode}): see RECONCILIATION_PORT.");
        }
        catch (HttpRequestException e)
        {
            instance.Dispose();
            throw new StartupRefusedException(
                $"Nothing answers at {address}: start ./infra/run (RECONCILIATION_PORT names its port), or let RECONCILIATION_RABBITMQ "
                    + "name a broker.",
                e);
        }
    }

    /// <summary>Sends records; each is durable, or refused and in quarantine, when this returns.</summary>
    /// <param name="messages">The records of each part.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The number of those that were refused.</returns>
    /// <exception cref="StartupRefusedException">The instance does not take them.</exception>
    public async Task<int> PublishAsync(
        IReadOnlyCollection<(Part Part, ReadOnlyMemory<byte> Body)> messages, CancellationToken cancellationToken)
    {
        var refused = 0;
        foreach (var part in messages.GroupBy(m => m.Part))
        {
            foreach (var body in part.Chunk(RecordsPerBodyMax))
            {
                try
                {
                    refused += await SendAsync(_streams.Of(part.Key).Address.Segment, [.. body.Select(m => m.Body)], cancellationToken);
                }
                catch (Exception e)
                    when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
                {
                    throw new StartupRefusedException($"The instance at {_http.BaseAddress} takes no payments any more.", e);
                }
            }
        }

        return refused;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<int> SendAsync(string segment, List<ReadOnlyMemory<byte>> records, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(BodyTimeout);
        while (true)
        {
            using var content = Lines(records);
            using var answer = await _http.PostAsync(new Uri($"v1/paiements/{segment}", UriKind.Relative), content, limit.Token);

            // 422: none of them was accepted. That too is what was asked for: they are in quarantine.
            if (answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.UnprocessableEntity)
            {
                return (await answer.Content.ReadFromJsonAsync(ContratsJson.Lisible.ReponseIngestion, limit.Token))!.Rejetes.Count;
            }

            if (answer.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable))
            {
                var problem = await answer.Content.ReadFromJsonAsync(ContratsJson.Lisible.Probleme, limit.Token);
                throw new StartupRefusedException($"The instance at {_http.BaseAddress} refuses the payments: {problem?.Title}");
            }

            await Task.Delay(answer.Headers.RetryAfter?.Delta ?? RetryInterval, _clock, limit.Token);
        }
    }

    private static ByteArrayContent Lines(List<ReadOnlyMemory<byte>> records)
    {
        using var body = new MemoryStream();
        foreach (var record in records)
        {
            body.Write(record.Span);
            body.WriteByte((byte)'\n');
        }

        return new(body.ToArray()) { Headers = { ContentType = new("application/x-ndjson") } };
    }
}

using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Reconciliation.Client;
using Reconciliation.Contracts;

namespace Reconciliation.Simulation.Readers;

/// <summary>
/// Readers that go on while things break: one turns the pages of the feed, one follows it live with the client package, and one asks for
/// single soins. Each holds on through outages, as a program of another team would.
/// </summary>
/// <param name="doors">The way to the engines.</param>
/// <param name="history">Records the versions that they are told.</param>
internal sealed class RunReaders(Doors doors, History history) : IAsyncDisposable
{
    public const string Pages = "feed in pages", Live = "feed live", Views = "soins";

    private static readonly TimeSpan PagePause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ViewPause = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan OutagePause = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _end = new();
    private readonly Random _random = new(1);
    private Task _reading = Task.CompletedTask;

    public void Start() => _reading = Task.WhenAll(ReadPagesAsync(), FollowAsync(), ReadViewsAsync());

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        try
        {
            await _reading;
        }
        catch (Exception ended) when (ended is OperationCanceledException or HttpRequestException or IOException)
        {
            // That is how they end.
        }

        _end.Dispose();
    }

    // Each answer is dealt with whole, and the place kept with it.
    private async Task ReadPagesAsync()
    {
        using var client = doors.Create();
        string? after = null;
        await HoldOnAsync(PagePause, async () =>
        {
            var path = $"/v1/flux?limite=200{(after is null ? "" : $"&apres={Uri.EscapeDataString(after)}")}";
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), _end.Token);
            var body = await answer.Content.ReadAsStringAsync(_end.Token);
            if (answer.StatusCode == HttpStatusCode.Gone)
            {
                after = Resume(JsonDocument.Parse(body).RootElement);
                return true;
            }

            answer.EnsureSuccessStatusCode();
            var elements = JsonDocument.Parse(body).RootElement.GetProperty("elements").EnumerateArray().ToList();
            foreach (var element in elements)
            {
                if (element.TryGetProperty("soinId", out _))
                    history.See(Pages, ReaderKind.Feed, element.Deserialize(ContratsJson.Lisible.ElementDeFlux)!);
                else
                    history.See(Pages, ReaderKind.Feed, element.Deserialize(ContratsJson.Lisible.EpoqueCommencee)!);
            }

            after = elements is [.., var last] ? last.GetProperty("curseur").GetString() : after;
            return elements.Count > 0;
        });
    }

    // A place of another history: versions that may be in vain are dropped, then reading goes on from before the break.
    private string? Resume(JsonElement problem)
    {
        string? Text(string member) => problem.TryGetProperty(member, out var value) ? value.GetString() : null;
        history.See(Pages, ReaderKind.Feed, new EpoqueCommencee(
            Text("epoque")!, Text("precedente"),
            Text("depuis") is { } since ? DateTimeOffset.Parse(since, CultureInfo.InvariantCulture) : DateTimeOffset.MinValue));
        return Text("reprise");
    }

    private async Task FollowAsync()
    {
        string? after = null;
        await HoldOnAsync(OutagePause, async () =>
        {
            using var http = doors.Create();
            var client = new ReconciliationClient(http, Options.Create(new ReconciliationClientOptions
            {
                PauseMax = OutagePause,
                Silence = TimeSpan.FromSeconds(20),
                EpoqueCommencee = (epoch, _) =>
                {
                    history.See(Live, ReaderKind.Feed, epoch);
                    return ValueTask.CompletedTask;
                },
            }));
            await foreach (var element in client.SuivreAsync(after, _end.Token))
            {
                history.See(Live, ReaderKind.Feed, element);
                after = element.Curseur;
            }

            return true;
        });
    }

    private async Task ReadViewsAsync()
    {
        using var client = doors.Create();
        await HoldOnAsync(ViewPause, async () =>
        {
            if (history.Soins is not { Count: > 0 } soins)
                return false;
            var soinId = soins.ElementAt(_random.Next(soins.Count));
            var asked = TimeProvider.System.GetTimestamp();
            using var answer = await client.GetAsync(new Uri($"/v1/soins/{soinId}", UriKind.Relative), _end.Token);

            // One that was replaced leads elsewhere, and one that a lossy failover took is unknown.
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                var body = await answer.Content.ReadAsStringAsync(_end.Token);
                history.See(Views, ReaderKind.Views, JsonSerializer.Deserialize(body, ContratsJson.Lisible.Vue)!, asked);
            }

            return false;
        });
    }

    // Goes on at once where there was something, and after a pause where there was nothing or nobody answered.
    private async Task HoldOnAsync(TimeSpan pause, Func<Task<bool>> read)
    {
        while (!_end.IsCancellationRequested)
        {
            var isMore = false;
            try
            {
                isMore = await read();
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or JsonException)
            {
                await Task.Delay(OutagePause, TimeProvider.System, _end.Token);
            }

            if (!isMore)
                await Task.Delay(pause, TimeProvider.System, _end.Token);
        }
    }
}

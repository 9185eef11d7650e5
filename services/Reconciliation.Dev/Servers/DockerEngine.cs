using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Containers;

namespace Reconciliation.Dev;

/// <summary>
/// A Docker engine that answers. It is asked beforehand whether it has an image or can get it: a client may be installed where no engine
/// runs, and an engine may run where no registry can be reached, and neither is worth minutes of waiting.
/// </summary>
internal sealed class DockerEngine : IDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RegistryLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan PullLimit = TimeSpan.FromMinutes(5);

    private readonly Uri _endpoint;
    private readonly HttpClient _client;
    private readonly TimeProvider _clock;
    private bool _sharesLoopback;

    private DockerEngine(Uri endpoint, TimeProvider clock)
    {
        _endpoint = endpoint;
        _client = ClientOf(endpoint);
        _clock = clock;
    }

    /// <summary>The engine that DOCKER_HOST names, else the one behind a usual socket; null where none answers.</summary>
    public static async Task<DockerEngine?> FindAsync(TimeProvider clock, CancellationToken cancellation)
    {
        foreach (var endpoint in Endpoints())
        {
            var engine = new DockerEngine(endpoint, clock);
            if (await engine.AgreesAsync("_ping", AnswerLimit, cancellation))
            {
                engine._sharesLoopback = endpoint.Scheme == "unix" && (!IsContainer() || await engine.IsHereAsync(cancellation));
                return engine;
            }

            engine.Dispose();
        }

        return null;
    }

    /// <summary>
    /// Builds and starts a container; null, with one line said, where the image cannot be had or it does not start in time.
    /// </summary>
    public async Task<T?> StartAsync<T>(Func<T> build, string image, Action<string> say, CancellationToken cancellation)
        where T : class, IContainer
    {
        var isHere = await AgreesAsync($"images/{image}/json", AnswerLimit, cancellation);
        if (!isHere && !await AgreesAsync($"distribution/{image}/json", RegistryLimit, cancellation))
        {
            say($"Docker n'a pas l'image {image} et ne peut pas l'obtenir : la source suivante est essayée.");
            return null;
        }

        say(isHere ? $"Démarrage d'un conteneur de {image}." : $"Téléchargement de {image}, puis démarrage d'un conteneur.");
        using var limit = new CancellationTokenSource(isHere ? StartLimit : PullLimit, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        T? container = null;
        try
        {
            container = build();
            await container.StartAsync(either.Token);
            return container;
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            // Testcontainers throws the exceptions of the engine, of the socket and of its own waiting, even while building: no type covers
            // them.
            var reason = limit.IsCancellationRequested ? "it was not ready in time" : failure.Message.Split('\n')[0].TrimEnd('.', '\r');
            say($"Aucun conteneur de {image} n'a démarré ({reason}) : la source suivante est essayée.");
            await RemoveAsync(container);
            return null;
        }
    }

    /// <summary>
    /// Publishes a container's port on 127.0.0.1 alone, where that is the same here and there, and on the same number after a restart.
    /// </summary>
    public void Publish(CreateContainerParameters parameters)
    {
        foreach (var bindings in parameters.HostConfig?.PortBindings?.Values ?? [])
            foreach (var binding in bindings)
                (binding.HostIP, binding.HostPort) = (_sharesLoopback ? "127.0.0.1" : "", $"{FreePorts.Next()}");
    }

    /// <summary>The host on which a published port answers.</summary>
    public string HostOf(IContainer container) => _sharesLoopback ? "127.0.0.1" : container.Hostname;

    /// <summary>
    /// Kills a container's processes; works after this object is disposed of, since a container outlives the search for it.
    /// </summary>
    public async Task KillAsync(string container, CancellationToken cancellation)
    {
        using var client = ClientOf(_endpoint);
        using var answer = await client.PostAsync($"containers/{container}/kill", null, cancellation);
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose() => _client.Dispose();

    private static async Task RemoveAsync(IContainer? container)
    {
        try
        {
            if (container is not null)
                await container.DisposeAsync();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The container was not created, or the engine is in no state to remove it; the next source is all that matters.
        }
    }

    private static IEnumerable<Uri> Endpoints()
    {
        if (Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } named)
            return Uri.TryCreate(named, UriKind.Absolute, out var uri) && uri.Scheme is "unix" or "tcp" or "http" ? [uri] : [];
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var runtime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") ?? "/run/user/0";
        return new[] { "/var/run/docker.sock", $"{home}/.docker/run/docker.sock", $"{runtime}/docker.sock" }
            .Where(File.Exists)
            .Select(socket => new Uri("unix://" + socket));
    }

    private static HttpClient ClientOf(Uri endpoint)
    {
        if (endpoint.Scheme != "unix")
            return new HttpClient { BaseAddress = new Uri($"http://{endpoint.Authority}/") };
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(endpoint.AbsolutePath), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new HttpClient(handler) { BaseAddress = new Uri("http://docker/") };
    }

    private static bool IsContainer() => File.Exists("/.dockerenv") || File.Exists("/run/.containerenv");

    // In a container, the engine behind the socket is mostly the one outside, where 127.0.0.1 is another machine's.
    private async Task<bool> IsHereAsync(CancellationToken cancellation)
    {
        using var about = JsonDocument.Parse(await _client.GetStringAsync("info", cancellation));
        return about.RootElement.TryGetProperty("Name", out var name) && name.GetString() == Environment.MachineName;
    }

    private async Task<bool> AgreesAsync(string question, TimeSpan patience, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(patience, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            using var answer = await _client.GetAsync(question, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}

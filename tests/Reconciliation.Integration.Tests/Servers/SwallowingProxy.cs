using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Reconciliation.Integration.Tests.Servers;

/// <summary>
/// Stands before a server whose machine loses its power: from then on nothing is answered, no connection is closed, and a new one hears
/// nothing. It loses it as soon as a client sends a certain statement.
/// </summary>
internal sealed class SwallowingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly (string Host, int Port) _server;
    private readonly byte[] _statement;
    private readonly bool _reaches;
    private volatile bool _isDark;

    /// <param name="host">The server's address.</param>
    /// <param name="port">Its port.</param>
    /// <param name="statement">The statement, whole.</param>
    /// <param name="reaches">Whether the statement still comes to the server: only the answer is lost then.</param>
    public SwallowingProxy(string host, int port, string statement, bool reaches)
    {
        (_server, _statement, _reaches) = ((host, port), Encoding.ASCII.GetBytes($"\0{statement}\0"), reaches);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whether the statement was sent.</summary>
    public bool IsDark => _isDark;

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // That is its end.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        var end = _end.Token;
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(_server.Host, _server.Port, end);
                await Task.WhenAny(
                    PumpAsync(client.GetStream(), server.GetStream(), isClient: true, end),
                    PumpAsync(server.GetStream(), client.GetStream(), isClient: false, end));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
            {
                // Both ends close with it.
            }
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, bool isClient, CancellationToken end)
    {
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await from.ReadAsync(buffer, end)) > 0)
        {
            var wasDark = _isDark;
            _isDark |= isClient && buffer.AsSpan(0, count).IndexOf(_statement) >= 0;
            if (!wasDark && (!_isDark || (isClient && _reaches)))
            {
                await to.WriteAsync(buffer.AsMemory(0, count), end);
            }
        }
    }
}
